/** The budgets, each beside a control that ran in the same rounds. */
@NullMarked
package io.stairgate.packaging.benchmark;

import org.jspecify.annotations.NullMarked;
