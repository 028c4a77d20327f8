/**
 * Telephone events (RFC 4733): DTMF digits in RTP.
 *
 * <p>Starting points: {@link io.rvoip.rtp.event.TelephoneEventSender},
 * {@link io.rvoip.rtp.event.TelephoneEventReceiver}.
 */
@NullMarked
package io.rvoip.rtp.event;

import org.jspecify.annotations.NullMarked;
