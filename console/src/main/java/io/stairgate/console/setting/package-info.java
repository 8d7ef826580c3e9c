/** The tenant: one nursery, pre-school or school. */
@NullMarked
package io.stairgate.console.setting;

import org.jspecify.annotations.NullMarked;
