/** Pages for browsers, out of the jar. */
@NullMarked
package io.rvoip.api.internal.web;

import org.jspecify.annotations.NullMarked;
