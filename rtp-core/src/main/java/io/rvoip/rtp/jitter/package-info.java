/**
 * The packet jitter buffer.
 *
 * <p>Starting points: {@link io.rvoip.rtp.jitter.JitterBuffer}, {@link io.rvoip.rtp.jitter.JitterSettings}.
 */
@NullMarked
package io.rvoip.rtp.jitter;

import org.jspecify.annotations.NullMarked;
