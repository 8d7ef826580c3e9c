/** What the machine told us, as values: findings, portable media and the entries of the journal. */
@NullMarked
package io.stairgate.agent.event;

import org.jspecify.annotations.NullMarked;
