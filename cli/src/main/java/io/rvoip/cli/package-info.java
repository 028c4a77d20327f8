/** The rvoip command. */
@NullMarked
package io.rvoip.cli;

import org.jspecify.annotations.NullMarked;
