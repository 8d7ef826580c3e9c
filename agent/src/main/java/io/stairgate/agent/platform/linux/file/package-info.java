/** The files of one Linux system: read within bounds, written durably. */
@NullMarked
package io.stairgate.agent.platform.linux.file;

import org.jspecify.annotations.NullMarked;
