/**
 * MIKEY (RFC 3830, RFC 4738): keys for SRTP agreed on in one exchange of messages, which descriptions carry
 * ({@code a=key-mgmt}, RFC 4567) and whoever forwards them cannot read. Sans-I/O.
 *
 * <p>Starting points: {@link io.rvoip.rtp.mikey.MikeyEndpoint} (one side), {@link io.rvoip.rtp.mikey.MikeyOffer} (an
 * exchange that waits for its answer), {@link io.rvoip.rtp.mikey.MikeyMessage} (the octets).
 */
@NullMarked
package io.rvoip.rtp.mikey;

import org.jspecify.annotations.NullMarked;
