/**
 * How Linux is changed so that a rule holds, and put back as it was. What is to be changed is read
 * with the service's few rights; the changes themselves are made by a one-shot unit of the system
 * that takes a closed list of verbs.
 */
@NullMarked
package io.stairgate.agent.platform.linux.hold;

import org.jspecify.annotations.NullMarked;
