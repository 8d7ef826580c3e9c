/** How this agent was told to run, read once, and the folder it keeps everything in. */
@NullMarked
package io.stairgate.agent.config;

import org.jspecify.annotations.NullMarked;
