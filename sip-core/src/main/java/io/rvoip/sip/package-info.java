/**
 * SIP messages (RFC 3261).
 *
 * <p>Starting points: {@link io.rvoip.sip.SipParser} (bytes to a {@link io.rvoip.sip.ParseResult}), {@link
 * io.rvoip.sip.SipRequest} and {@link io.rvoip.sip.SipResponse} (immutable messages and their builders), {@link
 * io.rvoip.sip.HeaderKind} (the fields, typed). Values are in {@link io.rvoip.sip.header} and {@link
 * io.rvoip.sip.uri}, digest authentication in {@link io.rvoip.sip.auth}.
 */
@NullMarked
package io.rvoip.sip;

import org.jspecify.annotations.NullMarked;
