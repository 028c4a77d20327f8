/**
 * DTLS-SRTP (RFC 5763, RFC 5764): keys for SRTP, agreed on over the media path itself and proven by certificates whose
 * fingerprints went through the signalling (RFC 8122, RFC 8842). DTLS 1.2, over BouncyCastle, which appears nowhere else.
 *
 * <p>Starting points: {@link io.rvoip.rtp.dtls.DtlsEngine} (opens associations),
 * {@link io.rvoip.rtp.dtls.DtlsSession} (one association), {@link io.rvoip.rtp.dtls.DtlsCertificate} (who we are),
 * {@link io.rvoip.rtp.dtls.CertificateFingerprint} and {@link io.rvoip.rtp.dtls.DtlsSetup} (values for descriptions).
 */
@NullMarked
package io.rvoip.rtp.dtls;

import org.jspecify.annotations.NullMarked;
