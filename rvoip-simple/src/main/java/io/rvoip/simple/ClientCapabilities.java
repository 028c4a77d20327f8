package io.rvoip.simple;

import io.rvoip.media.MediaPlan;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.sip.transport.TransportProtocol;
import java.util.List;

/**
 * What a client really has of what its configuration wishes for.
 *
 * @param audioCodecs offered and accepted, best first, by their SDP names
 * @param transports of the signalling
 * @param keying how media keys can be agreed on, by the words of {@link io.rvoip.session.SecurityConfig#id()}
 * @param leftOut what the defaults and presets wish for and this build lacks, by name
 */
public record ClientCapabilities(
        List<String> audioCodecs, List<TransportProtocol> transports, List<String> keying, List<String> leftOut) {
    static final List<TransportProtocol> TRANSPORTS =
            List.of(TransportProtocol.values());

    /** Copies the lists. */
    public ClientCapabilities {
        audioCodecs = List.copyOf(audioCodecs);
        transports = List.copyOf(transports);
        keying = List.copyOf(keying);
        leftOut = List.copyOf(leftOut);
    }

    static ClientCapabilities of(MediaPlan plan) {
        return new ClientCapabilities(
                plan.audioCodecs().stream().map(AudioCodec::name).toList(),
                TRANSPORTS, List.of("none", "sdes", "dtls", "zrtp", "mikey"), plan.leftOut());
    }
}
