/** JSON in and out; the only package that knows Jackson. */
@NullMarked
package io.rvoip.api.internal.json;

import org.jspecify.annotations.NullMarked;
