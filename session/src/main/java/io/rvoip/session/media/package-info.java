/**
 * SDP onto RTP: where signalling meets media.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.session.media.RtpMediaPort}: the media port over real RTP.
 *   <li>{@link io.rvoip.session.media.RtpMediaLeg}: one leg, with the door to its media session.
 * </ul>
 */
@NullMarked
package io.rvoip.session.media;

import org.jspecify.annotations.NullMarked;
