/** Starts processes; nothing else in the agent does. */
@NullMarked
package io.stairgate.agent.command;

import org.jspecify.annotations.NullMarked;
