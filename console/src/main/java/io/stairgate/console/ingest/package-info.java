/** gRPC in: who is it, is it valid, store it, then acknowledge. */
@NullMarked
package io.stairgate.console.ingest;

import org.jspecify.annotations.NullMarked;
