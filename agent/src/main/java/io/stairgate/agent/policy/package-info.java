/** Policy and permissions as values, and the last good signed copy on disk. */
@NullMarked
package io.stairgate.agent.policy;

import org.jspecify.annotations.NullMarked;
