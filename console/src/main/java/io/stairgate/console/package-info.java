/** The console: receives what the agents see and tells people what needs doing. */
@NullMarked
package io.stairgate.console;

import org.jspecify.annotations.NullMarked;
