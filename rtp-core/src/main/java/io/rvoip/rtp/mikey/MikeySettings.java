package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What one side of MIKEY brings along. Immutable; keys never print.
 *
 * @param identity who we are, a URI of 1 to 255 octets as in {@code sip:alice@example.com}
 * @param presharedKey for {@link MikeyMode#PSK}, 16 to 256 octets
 * @param certificates for the other modes, of which every one is answered
 * @param mode of our own offers; what it needs is there. RSA_R in place of RSA to a far end whose certificate is not known
 * @param clockSkew by how much the clocks of both sides may differ, each way: 1 s to 1 day
 * @param replays how many exchanges are remembered, 16 to 1,000,000; the window shrinks when they are too few
 */
public record MikeySettings(String identity, Optional<Secret> presharedKey, Optional<MikeyCertificates> certificates,
        MikeyMode mode, Duration clockSkew, int replays) {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int REPLAYS = 4096;

    /** Checks the ranges, and that the mode of offers is possible. */
    public MikeySettings {
        int length = identity.getBytes(StandardCharsets.UTF_8).length;
        require(length >= 1 && length <= 255, "identity: " + length + " octets (expected: 1-255)");
        presharedKey.ifPresent(key -> require(key.length() >= 16 && key.length() <= 256,
                "presharedKey: " + key.length() + " octets (expected: 16-256)"));
        require(mode == MikeyMode.PSK ? presharedKey.isPresent() : certificates.isPresent(),
                "mode: " + mode + " (expected: " + (mode == MikeyMode.PSK ? "a pre-shared key" : "certificates") + " for it)");
        require(mode != MikeyMode.RSA || certificates.filter(own -> own.peer().isPresent() || !own.peers().isEmpty()).isPresent(),
                "mode: RSA (expected: the peer's certificate, or RSA_R)");
        require(!clockSkew.minusSeconds(1).isNegative() && clockSkew.compareTo(Duration.ofDays(1)) <= 0,
                "clockSkew: " + clockSkew + " (expected: 1 s to 1 day)");
        require(replays >= 16 && replays <= 1_000_000, "replays: " + replays + " (expected: 16-1000000)");
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** With a key both sides hold; clocks within five minutes. */
    public static MikeySettings psk(String identity, Secret key) {
        return new MikeySettings(identity, Optional.of(key), Optional.empty(), MikeyMode.PSK, SKEW, REPLAYS);
    }

    /** With certificates; clocks within five minutes. */
    public static MikeySettings certified(String identity, MikeyCertificates certificates, MikeyMode mode) {
        return new MikeySettings(identity, Optional.empty(), Optional.of(certificates), mode, SKEW, REPLAYS);
    }
}
