/** Many laptops at once against a real console: what it takes, and where it ends. */
@NullMarked
package io.stairgate.packaging.load;

import org.jspecify.annotations.NullMarked;
