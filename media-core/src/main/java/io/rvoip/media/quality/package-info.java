/**
 * Call quality from what was measured.
 *
 * <p>Starting point: {@link io.rvoip.media.quality.EModel}.
 */
@NullMarked
package io.rvoip.media.quality;

import org.jspecify.annotations.NullMarked;
