package io.rvoip.benchmarks;

import io.rvoip.common.Secret;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.Arrays;

/** Which legs of the relay benchmark are encrypted, and with what: the relay and the load know it without signalling. */
final class RelayKeys {
    /** What the load sends with. */
    static final SrtpMasterKey TO_RELAY = key((byte) 1);
    /** What the relay sends with. */
    static final SrtpMasterKey FROM_RELAY = key((byte) 2);

    private RelayKeys() {}

    private static SrtpMasterKey key(byte octet) {
        SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        byte[] octets = new byte[suite.keyBytes() + suite.saltBytes()];
        Arrays.fill(octets, octet);
        return SrtpMasterKey.of(suite, Secret.of(octets));
    }

    /** Whether leg {@code index} is encrypted, where {@code ways} is {@code rtp-rtp}, {@code srtp-rtp} or {@code srtp-srtp} for both legs of each call. */
    static boolean encrypted(String ways, int index) {
        return ways.split("-")[index % 2].equals("srtp");
    }
}
