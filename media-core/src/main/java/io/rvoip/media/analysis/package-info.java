/**
 * Measuring audio: was that tone there, did the far end hear what was said. For tests, demos and monitoring, not for
 * the packet path.
 *
 * <p>Starting points: {@link io.rvoip.media.analysis.AudioComparison}, {@link io.rvoip.media.analysis.ToneDetector},
 * {@link io.rvoip.media.analysis.ToneGenerator}.
 */
@NullMarked
package io.rvoip.media.analysis;

import org.jspecify.annotations.NullMarked;
