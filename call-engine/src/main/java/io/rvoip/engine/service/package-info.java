/** What answers calls by itself: echo and tone. */
@NullMarked
package io.rvoip.engine.service;

import org.jspecify.annotations.NullMarked;
