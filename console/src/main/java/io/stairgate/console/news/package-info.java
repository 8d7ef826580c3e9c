/** What laptops tell besides what they prove and what happens with media, as values. */
@NullMarked
package io.stairgate.console.news;

import org.jspecify.annotations.NullMarked;
