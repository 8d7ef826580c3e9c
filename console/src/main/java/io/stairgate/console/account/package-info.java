/** Who may sign in, and how. */
@NullMarked
package io.stairgate.console.account;

import org.jspecify.annotations.NullMarked;
