/** Linux: reads what the kernel and the system's files say, and carries decisions out. */
@NullMarked
package io.stairgate.agent.platform.linux;

import org.jspecify.annotations.NullMarked;
