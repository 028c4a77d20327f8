package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.RtpMap;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small values, and the table of payload types. */
class OfferValuesTest {
    @Nested
    class Formats {
        @Test
        void compareWithoutCase() {
            AudioFormat lower = new AudioFormat("pcmu", 8_000, 1);

            assertThat(lower).isEqualTo(AudioFormat.PCMU).hasSameHashCodeAs(AudioFormat.PCMU);
            assertThat(lower).isNotEqualTo(new AudioFormat("pcmu", 16_000, 1));
            assertThat(lower).isNotEqualTo(new AudioFormat("pcmu", 8_000, 2));
            assertThat(AudioFormat.PCMU.matches(RtpMap.of(0, "Pcmu", 8_000))).isTrue();
        }

        @Test
        void readAsInRtpmap() {
            assertThat(AudioFormat.PCMA).hasToString("PCMA/8000");
            assertThat(new AudioFormat("L16", 44_100, 2)).hasToString("L16/44100/2");
        }

        @Test
        void validateThemselves() {
            assertThatThrownBy(() -> new AudioFormat(" ", 8_000, 1)).hasMessageContaining("name");
            assertThatThrownBy(() -> new AudioFormat("x", 0, 1)).hasMessageContaining("clockRate: 0");
            assertThatThrownBy(() -> new AudioFormat("x", 384_001, 1)).hasMessageContaining("clockRate");
            assertThatThrownBy(() -> new AudioFormat("x", 8_000, 256)).hasMessageContaining("channels: 256");
        }

        @ParameterizedTest
        @CsvSource({
            "PCMU, 8000, 1, 0",
            "pcma, 8000, 1, 8",
            "G722, 8000, 1, 9",
            "L16, 44100, 2, 10",
            "L16, 44100, 1, 11",
            "telephone-event, 8000, 1, 101",
            "telephone-event, 16000, 1, 96",
            "opus, 48000, 2, 96",
        })
        void haveAUsualNumber(String name, int clock, int channels, int number) {
            assertThat(UsualPayloadTypes.of(new AudioFormat(name, clock, channels))).isEqualTo(number);
        }
    }

    @Nested
    class Numbers {
        @Test
        void areKeptOnceGiven() {
            PayloadTypes numbers = PayloadTypes.NONE.with(Sdp.L16, 96).with(Sdp.G722, 96).with(Sdp.L16, 120);

            assertThat(numbers.of(Sdp.L16)).isEqualTo(96);
            assertThat(numbers.of(Sdp.G722)).isEqualTo(97);
        }

        @Test
        void followTheOfferWhereTheyCan() {
            PayloadTypes numbers = PayloadTypes.NONE.with(Sdp.L16, 96).with(Sdp.G722, 97);

            assertThat(numbers.following(Sdp.L16, 120).of(Sdp.L16)).isEqualTo(120);
            assertThat(numbers.following(Sdp.L16, 97).of(Sdp.L16)).isEqualTo(96);
            assertThat(numbers.following(Sdp.L16, 120).following(Sdp.G722, 96).of(Sdp.G722))
                    .as("96 has been L16 and stays so")
                    .isEqualTo(97);
        }

        @Test
        void mustHaveBeenGiven() {
            assertThat(PayloadTypes.NONE.has(Sdp.L16)).isFalse();
            assertThatThrownBy(() -> PayloadTypes.NONE.of(Sdp.L16)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusalsValidateThemselves() {
        assertThatThrownBy(() -> new Refusal(200, 399, "x")).hasMessageContaining("status: 200");
        assertThatThrownBy(() -> new Refusal(488, 299, "x")).hasMessageContaining("warning: 299");
        assertThatThrownBy(() -> new Refusal(488, 399, " ")).hasMessageContaining("text: blank");
    }

    @Test
    void agreementsValidateThemselves() {
        assertThatThrownBy(() -> audio(-1, 0)).hasMessageContaining("sendPayloadType: -1");
        assertThatThrownBy(() -> audio(0, 128)).hasMessageContaining("sendEventType: 128");
        assertThat(audio(0, NegotiatedAudio.NONE).sendsEvents()).isFalse();
        assertThat(audio(0, 101).sendsEvents()).isTrue();
    }

    private static NegotiatedAudio audio(int type, int event) {
        InetSocketAddress remote = new InetSocketAddress("192.0.2.9", 5_000);
        return new NegotiatedAudio(
                remote,
                remote,
                true,
                AudioFormat.PCMU,
                type,
                0,
                Map.of(0, AudioFormat.PCMU),
                event,
                event,
                Direction.SENDRECV,
                Duration.ofMillis(20),
                null,
                null,
                null,
                RtcpExtensions.NONE,
                null,
                RtpRepair.NOTHING);
    }
}
