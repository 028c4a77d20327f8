/** The softphone facade. */
@NullMarked
package io.rvoip.simple;

import org.jspecify.annotations.NullMarked;
