/** What each rule decides, without any word of an operating system. */
@NullMarked
package io.stairgate.agent.control;

import org.jspecify.annotations.NullMarked;
