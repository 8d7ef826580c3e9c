/** Who this laptop is and whom it trusts: device key, certificate, pinned console. */
@NullMarked
package io.stairgate.agent.identity;

import org.jspecify.annotations.NullMarked;
