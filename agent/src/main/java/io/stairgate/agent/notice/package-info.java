/** What the person at the laptop is told. */
@NullMarked
package io.stairgate.agent.notice;

import org.jspecify.annotations.NullMarked;
