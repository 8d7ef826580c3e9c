/** One record, read once; an unknown key refuses to start. */
@NullMarked
package io.stairgate.console.config;

import org.jspecify.annotations.NullMarked;
