/**
 * RTCP of RFC 3550 section 6: what is read, what is written, and when.
 *
 * <p>Starting points: {@link io.rvoip.rtp.rtcp.RtcpReader}, {@link io.rvoip.rtp.rtcp.RtcpWriter},
 * {@link io.rvoip.rtp.rtcp.RtcpScheduler}.
 */
@NullMarked
package io.rvoip.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
