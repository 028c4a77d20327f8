package io.rvoip.rtp.srtp;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How packets are encrypted and authenticated, by the names of SDES (RFC 4568 section 6.2, RFC 6188, RFC 7714). None
 * leaves anything in clear. RTCP is always authenticated with 80 bits or more.
 */
public enum SrtpSuite {
    /** What every device has. */
    AES_CM_128_HMAC_SHA1_80(16, 14, 10),
    /** Four bytes of tag: a forger succeeds once in 2^32 packets. */
    AES_CM_128_HMAC_SHA1_32(16, 14, 4),
    /** RFC 6188. */
    AES_192_CM_HMAC_SHA1_80(24, 14, 10),
    /** RFC 6188. */
    AES_192_CM_HMAC_SHA1_32(24, 14, 4),
    /** RFC 6188. */
    AES_256_CM_HMAC_SHA1_80(32, 14, 10),
    /** RFC 6188. */
    AES_256_CM_HMAC_SHA1_32(32, 14, 4),
    /** RFC 7714. */
    AEAD_AES_128_GCM(16, 12, 16),
    /** RFC 7714. */
    AEAD_AES_256_GCM(32, 12, 16);

    private static final int RTCP_TAG_BYTES = 10;

    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpSuite(int keyBytes, int saltBytes, int tagBytes) {
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    /** Of this name, exactly as it is written in descriptions. */
    public static Optional<SrtpSuite> named(String name) {
        return Stream.of(values()).filter(suite -> suite.name().equals(name)).findFirst();
    }

    /** Octets of the master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Octets of the master salt. */
    public int saltBytes() {
        return saltBytes;
    }

    /** Whether encryption and authentication are one (RFC 7714). */
    public boolean aead() {
        return saltBytes == 12;
    }

    /** By how much an RTP packet grows, without MKI. */
    public int rtpTagBytes() {
        return tagBytes;
    }

    /** The tag of an RTCP packet, which grows by the four octets of its index besides. */
    public int rtcpTagBytes() {
        return Math.max(tagBytes, RTCP_TAG_BYTES);
    }
}
