/**
 * SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714) in place on packet buffers.
 *
 * <p>Starting points: {@link io.rvoip.rtp.srtp.SrtpContext} (one key at work), {@link io.rvoip.rtp.srtp.SrtpEngine}
 * (who computes), {@link io.rvoip.rtp.srtp.SrtpMasterKey} and {@link io.rvoip.rtp.srtp.SrtpSuite} (what was agreed on).
 */
@NullMarked
package io.rvoip.rtp.srtp;

import org.jspecify.annotations.NullMarked;
