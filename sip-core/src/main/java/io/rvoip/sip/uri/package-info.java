/**
 * URIs as SIP uses them.
 *
 * <p>Starting points: {@link io.rvoip.sip.uri.Uri#of(String)}, {@link io.rvoip.sip.uri.SipUri} (RFC 3261 §19.1),
 * {@link io.rvoip.sip.uri.TelUri} (RFC 3966). Any other scheme is kept as it is in {@link io.rvoip.sip.uri.OtherUri}.
 */
@NullMarked
package io.rvoip.sip.uri;

import org.jspecify.annotations.NullMarked;
