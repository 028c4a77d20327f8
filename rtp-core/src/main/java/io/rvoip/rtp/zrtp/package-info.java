/**
 * ZRTP (RFC 6189): keys for SRTP agreed on in the media path, and a short string by which people find out whether
 * somebody is in between. Sans-I/O.
 *
 * <p>Starting points: {@link io.rvoip.rtp.zrtp.ZrtpEngine} (all calls), {@link io.rvoip.rtp.zrtp.ZrtpSession} (one
 * call), {@link io.rvoip.rtp.zrtp.ZrtpStream} (one media stream), {@link io.rvoip.rtp.zrtp.ZrtpCache} (what is remembered from call to call).
 */
@NullMarked
package io.rvoip.rtp.zrtp;

import org.jspecify.annotations.NullMarked;
