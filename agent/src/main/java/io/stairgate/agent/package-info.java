/** The agent: one per laptop, holds the setting's rules and reports what it proved. */
@NullMarked
package io.stairgate.agent;

import org.jspecify.annotations.NullMarked;
