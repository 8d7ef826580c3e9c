/**
 * What a power cut may leave of our files: everything written is recorded, and the states a disk
 * may legally be in afterwards are made from the record and opened.
 */
@NullMarked
package io.stairgate.packaging.crash;

import org.jspecify.annotations.NullMarked;
