/**
 * Session descriptions (RFC 8866): the grammar, and the attributes that offer/answer needs.
 *
 * <p>Starting points: {@link io.rvoip.sip.sdp.SdpParser} (text in), {@link io.rvoip.sip.sdp.SessionDescription} and
 * {@link io.rvoip.sip.sdp.Media} (values, builders, text out), {@link io.rvoip.sip.sdp.RtpMap}. Values of ICE, DTLS
 * and SRTP attributes stay text here; their own modules read them.
 */
@NullMarked
package io.rvoip.sip.sdp;

import org.jspecify.annotations.NullMarked;
