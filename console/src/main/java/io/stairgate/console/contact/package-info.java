/** How people are reached: their addresses, what they wish to be told, and when they are away. */
@NullMarked
package io.stairgate.console.contact;

import org.jspecify.annotations.NullMarked;
