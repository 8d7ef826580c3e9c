/** The second step of signing in: one-time codes, recovery codes, passkeys. */
@NullMarked
package io.stairgate.console.secondstep;

import org.jspecify.annotations.NullMarked;
