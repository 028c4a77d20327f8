/**
 * The audio of a call leg as one object, and what can be done with two of them.
 */
@NullMarked
package io.rvoip.media;

import org.jspecify.annotations.NullMarked;
