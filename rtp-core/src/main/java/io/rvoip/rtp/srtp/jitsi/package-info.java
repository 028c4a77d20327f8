/**
 * The library jitsi-srtp behind {@link io.rvoip.rtp.srtp.SrtpContext}; nothing else names it.
 *
 * <p>Starting point: {@link io.rvoip.rtp.srtp.jitsi.JitsiSrtp}.
 */
@NullMarked
package io.rvoip.rtp.srtp.jitsi;

import org.jspecify.annotations.NullMarked;
