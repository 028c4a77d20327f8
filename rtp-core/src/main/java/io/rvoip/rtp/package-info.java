/**
 * RTP and its reports (RFC 3550), without sockets and clocks.
 *
 * <p>Starting points: {@link io.rvoip.rtp.RtpSession} with its {@link io.rvoip.rtp.RtpSink} (one pair of streams),
 * {@link io.rvoip.rtp.RtpPacket} (a view of one packet), {@link io.rvoip.rtp.RtpForwarder} (relays),
 * {@link io.rvoip.rtp.SourceLatch} (whose packets are heard).
 */
@NullMarked
package io.rvoip.rtp;

import org.jspecify.annotations.NullMarked;
