package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTest {
    private static Media audio(String formats, String... attributes) {
        Media.Builder builder = Media.builder("audio", 9, "RTP/AVP").withFormats(List.of(formats.split(" ")));
        for (String attribute : attributes) {
            int colon = attribute.indexOf(':');
            builder.withAttribute(colon < 0 ? attribute : attribute.substring(0, colon),
                    colon < 0 ? "" : attribute.substring(colon + 1));
        }
        return builder.build();
    }

    @Test
    void staticPayloadTypesNeedNoMapping() {
        assertThat(audio("0 8 9 18 13").rtpMaps()).extracting(RtpMap::toString).containsExactly(
                "0 PCMU/8000", "8 PCMA/8000", "9 G722/8000", "18 G729/8000", "13 CN/8000");
    }

    @Test
    void aMappingOverridesTheStaticOne() {
        assertThat(audio("8", "rtpmap:8 L16/16000/2").rtpMap(8)).contains(new RtpMap(8, "L16", 16000, 2));
    }

    @Test
    void keepsTheOrderOfPreferenceAndLeavesOutTheUnknown() {
        Media media = audio("97 0 55 130 0 x", "rtpmap:97 opus/48000/2", "rtpmap:130 no/8000");

        assertThat(media.payloadTypes()).containsExactly(97, 0, 55);
        assertThat(media.rtpMaps()).extracting(RtpMap::payloadType).containsExactly(97, 0);
    }

    @Test
    void otherProtocolsHaveNoPayloadTypes() {
        Media image = Media.builder("image", 9, "udptl").withFormat("0").build();

        assertThat(image.isRtp()).isFalse();
        assertThat(image.payloadTypes()).isEmpty();
        assertThat(Media.builder("audio", 9, "UDP/TLS/RTP/SAVPF").withFormat("0").build().isRtp()).isTrue();
    }

    @Test
    void findsParametersOfAFormat() {
        Media media = audio("97 98", "fmtp:97 minptime=10; useinbandfec=1", "fmtp:98 apt=97");

        assertThat(media.fmtp(97).orElseThrow().parameter("USEINBANDFEC")).contains("1");
        assertThat(media.fmtp("98").orElseThrow().parameters()).containsEntry("apt", "97");
        assertThat(media.fmtp(0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20, 20000000", "0.125, 125000", "20.0, 20000000", "' 30 ', 30000000"})
    void packetTimesMayBeFractions(String text, long nanos) {
        assertThat(audio("0", "ptime:" + text).ptime()).contains(Duration.ofNanos(nanos));
        assertThat(audio("0", "maxptime:" + text).maxPtime()).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.0", "-20", ".", "1.2.3", "1e3", "NaN", "99999999999", "0x10", "20ms"})
    void otherPacketTimesAreAbsent(String text) {
        assertThat(audio("0", "ptime:" + text).ptime()).isEmpty();
    }

    @Test
    void readsSmallAttributes() {
        Media media = audio("0", "mid:a1", "rtcp-mux", "rtcp:5001 IN IP4 192.0.2.1", "ssrc:4294967295 cname:x:y",
                "ssrc:1 odd", "ssrc:4294967296 cname:z", "candidate:1 1 UDP 1 192.0.2.1 9 typ host", "inactive",
                "sendonly");

        assertThat(media.mid()).contains("a1");
        assertThat(media.rtcpMux()).isTrue();
        assertThat(media.rtcpPort()).hasValue(5001);
        assertThat(media.ssrcs()).containsExactly(new Ssrc(4294967295L, "cname", "x:y"), new Ssrc(1, "odd", ""));
        assertThat(media.ssrcs().get(0).toAttribute()).hasToString("ssrc:4294967295 cname:x:y");
        assertThat(media.candidates()).hasSize(1);
        assertThat(media.direction()).contains(Direction.INACTIVE);
        assertThat(audio("0", "rtcp:x").rtcpPort()).isEmpty();
        assertThat(audio("0").rtcpPort()).isEmpty();
    }

    @Test
    void builderReplacesDirectionAndPtime() {
        Media media = audio("0", "sendrecv", "ptime:30").toBuilder()
                .withDirection(Direction.RECVONLY).withPtime(20).withFormat("0").withFormat("8").build();

        assertThat(media.attributes().list()).extracting(Attribute::toString).containsExactly("recvonly", "ptime:20");
        assertThat(media.formats()).containsExactly("0", "8");
        assertThat(media).isNotEqualTo(audio("0")).isEqualTo(media.toBuilder().build());
    }

    @Test
    void writesPortCountsAndLayeredConnections() {
        Media media = Media.builder("video", 49170, "RTP/AVP").withPortCount(2).withFormat("31")
                .withConnection(Connection.of("IN", "IP4", "224.2.1.1", 127, 1))
                .withAdditionalConnection(Connection.of("IN", "IP4", "224.2.1.2", 127, 3)).build();

        assertThat(media).hasToString(
                "m=video 49170/2 RTP/AVP 31\r\nc=IN IP4 224.2.1.1/127\r\nc=IN IP4 224.2.1.2/127/3\r\n");
    }

    @Test
    void builderRefusesWhatTheParserWould() {
        assertThatThrownBy(() -> Media.builder("audio", 70000, "RTP/AVP").withFormat("0").build())
                .hasMessage("port: 70000 (expected: 0-65535)");
        assertThatThrownBy(() -> Media.builder("audio", 9, "RTP/AVP").build()).hasMessageContaining("formats");
        assertThatThrownBy(() -> Media.builder("au dio", 9, "x").withFormat("0").build()).hasMessageContaining("media type");
        assertThatThrownBy(() -> Media.builder("audio", 9, "x/").withFormat("0").build()).hasMessageContaining("protocol");
        assertThatThrownBy(() -> Media.builder("audio", 9, "x").withFormat("0 1").build()).hasMessageContaining("format");
        assertThatThrownBy(() -> Media.builder("audio", 9, "x").withPtime(0)).hasMessageContaining("ptime");
    }
}
