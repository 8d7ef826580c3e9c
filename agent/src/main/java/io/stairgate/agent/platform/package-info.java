/**
 * The one place where the operating system is chosen; its parts are the only ones that know an OS
 * word.
 */
@NullMarked
package io.stairgate.agent.platform;

import org.jspecify.annotations.NullMarked;
