/**
 * The anti-virus engine over its socket: files of a mounted medium in, one three-valued answer out.
 * Starts no process and knows no operating system.
 */
@NullMarked
package io.stairgate.agent.scan;

import org.jspecify.annotations.NullMarked;
