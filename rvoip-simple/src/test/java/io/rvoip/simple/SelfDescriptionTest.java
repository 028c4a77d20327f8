package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.MediaConfig;
import io.rvoip.sip.transport.TransportProtocol;
import org.junit.jupiter.api.Test;

/** What a connected client says of itself. */
class SelfDescriptionTest extends PhoneFixture {
    private final Phone alice = phone("alice");

    @Test
    void whatIsLeftOutIsListed() {
        alice.builder.withMedia(MediaConfig.desktop());
        alice.connect();
        ClientCapabilities can = alice.client.capabilities();
        assertThat(can.audioCodecs()).containsExactly("PCMU", "PCMA");
        assertThat(can.transports()).containsExactly(TransportProtocol.values());
        assertThat(can.keying()).containsExactly("none", "sdes", "dtls", "zrtp", "mikey");
        assertThat(can.leftOut()).contains("audio codec OPUS", "audio codec G722", "video codec H264", "video codec VP9",
                "echo cancellation", "noise suppression", "automatic gain control").doesNotContain("SDES-SRTP", "DTLS-SRTP", "ZRTP", "MIKEY");
    }

    @Test
    void plainIsSaidAloud() {
        alice.connect();
        SecurityReport report = alice.client.security();
        assertThat(report.profile()).isEqualTo(SecurityProfile.DEVELOPMENT);
        assertThat(report.keying()).isEqualTo("none");
        assertThat(report.mediaEncrypted()).isFalse();
        assertThat(report.signallingEncrypted()).isFalse();
        assertThat(report.warnings()).hasSize(2).anyMatch(warning -> warning.contains("plain RTP"));
    }
}
