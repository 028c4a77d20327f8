/** Named policies that fill a builder or a client. */
@NullMarked
package io.rvoip.presets;

import org.jspecify.annotations.NullMarked;
