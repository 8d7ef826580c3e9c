/** What a person must look at. */
@NullMarked
package io.stairgate.console.alert;

import org.jspecify.annotations.NullMarked;
