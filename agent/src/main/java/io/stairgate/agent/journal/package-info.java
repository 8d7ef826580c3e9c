/** What the laptop saw: append-only, numbered, on the disk before anybody relies on it. */
@NullMarked
package io.stairgate.agent.journal;

import org.jspecify.annotations.NullMarked;
