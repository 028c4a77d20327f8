/** The composition root: typed configuration, dependency injection, lifecycle, health. */
@NullMarked
package io.rvoip.builder;

import org.jspecify.annotations.NullMarked;
