/** Enrols, keeps the one stream to the console, and backs off when there is none. */
@NullMarked
package io.stairgate.agent.link;

import org.jspecify.annotations.NullMarked;
