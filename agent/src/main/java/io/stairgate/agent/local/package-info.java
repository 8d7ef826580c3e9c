/**
 * Where the command line and the service talk: a Unix socket, one line of JSON each way. Nothing
 * listens on TCP.
 */
@NullMarked
package io.stairgate.agent.local;

import org.jspecify.annotations.NullMarked;
