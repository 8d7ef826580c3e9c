/**
 * What Linux says of each rule: reading files and asking programs is one method, making sense of
 * what they said another, tested on captured text.
 */
@NullMarked
package io.stairgate.agent.platform.linux.rule;

import org.jspecify.annotations.NullMarked;
