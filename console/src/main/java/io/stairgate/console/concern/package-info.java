/** What people at laptops reported, and who reads it. */
@NullMarked
package io.stairgate.console.concern;

import org.jspecify.annotations.NullMarked;
