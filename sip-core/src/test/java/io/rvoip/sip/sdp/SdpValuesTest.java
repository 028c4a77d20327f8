package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpValuesTest {
    @Nested
    class Connections {
        @ParameterizedTest
        @ValueSource(strings = {
            "IN IP4 192.0.2.1", "IN IP4 0.0.0.0", "IN IP4 host.example.com", "IN IP4 224.2.1.1/127",
            "IN IP4 224.2.1.1/127/3", "IN IP4 224.2.1.1", "IN IP6 2001:db8::1", "IN IP6 ::", "IN IP6 ff15::101/3",
            "IN IP6 host.example.com", "IN IP6 ::ffff:192.0.2.1", "ATM NSAP 47.0091.8100",
        })
        void areReadAndWritten(String text) {
            assertThat(Connection.parse(SdpLine.of(text)).orElseThrow()).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "IN", "IN IP4", "IN IP4 256.0.0.1", "IN IP4 1.2.3", "IN IP4 2001:db8::1", "IN IP6 192.0.2.1",
            "IN IP6 [::1]", "IN IP6 fe80::1%eth0", "IN IP4 192.0.2.1/127", "IN IP4 224.2.1.1/256",
            "IN IP4 224.2.1.1/127/0", "IN IP4 224.2.1.1/127/3/4", "IN IP4 224.2.1.1/", "IN IP6 2001:db8::1/3",
            "IN IP6 ff15::101/3/4", "IN IP4 a b", "IN IP4 ho$st", "I(N IP4 192.0.2.1", "IN IP4 224.2.1.1/127/257",
        })
        void areRefused(String text) {
            assertThat(Connection.parse(SdpLine.of(text))).isEmpty();
        }

        @Test
        void knowHoldAndMulticast() throws Exception {
            assertThat(Connection.parse(SdpLine.of("IN IP4 0.0.0.0")).orElseThrow().isUnspecified()).isTrue();
            assertThat(Connection.parse(SdpLine.of("IN IP6 ::")).orElseThrow().isUnspecified()).isTrue();
            assertThat(Connection.of(InetAddress.getByName("192.0.2.1")).isUnspecified()).isFalse();
            assertThat(Connection.parse(SdpLine.of("IN IP6 ff15::101")).orElseThrow().isMulticast()).isTrue();
            assertThat(Connection.parse(SdpLine.of("IN IP4 a.example")).orElseThrow().inetAddress()).isEmpty();
        }

        @Test
        void constructorRefusesContradictions() {
            assertThatThrownBy(() -> Connection.of("IN", "IP4", "192.0.2.1", 1, 1)).hasMessageContaining("multicast");
            assertThatThrownBy(() -> Connection.of("IN", "IP6", "ff15::1", 1, 1)).hasMessageContaining("ttl");
            assertThatThrownBy(() -> Connection.of("IN", "IP4", "224.1.1.1", -1, 2)).hasMessageContaining("ttl");
            assertThatThrownBy(() -> Connection.of("IN", "IP4", "::1", -1, 1)).hasMessageContaining("address");
        }
    }

    @Nested
    class Origins {
        @ParameterizedTest
        @ValueSource(strings = {"0", "1", "9223372036854775807", "9223372036854775808", "18446744073709551615"})
        void haveUnsignedVersions(String version) {
            assertThat(Origin.parse(SdpLine.of("- 1 " + version + " IN IP4 h")).orElseThrow()).hasToString("- 1 " + version + " IN IP4 h");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "18446744073709551616", "99999999999999999999", "1a", "184467440737095516150"})
        void refuseOthers(String version) {
            assertThat(Origin.parse(SdpLine.of("- 1 " + version + " IN IP4 h"))).isEmpty();
        }

        @Test
        void countVersionsUp() {
            Origin origin = Origin.parse(SdpLine.of("- 7 18446744073709551614 IN IP4 h")).orElseThrow();

            assertThat(origin.next()).hasToString("- 7 18446744073709551615 IN IP4 h");
            assertThat(origin.sameSession(origin.next())).isTrue();
            assertThat(origin.sameSession(Origin.parse(SdpLine.of("- 8 1 IN IP4 h")).orElseThrow())).isFalse();
        }
    }

    @Nested
    class RtpMaps {
        @ParameterizedTest
        @ValueSource(strings = {"0 PCMU/8000", "96 opus/48000/2", "127 X/2147483647", "97 L16/44100/255"})
        void areReadAndWritten(String text) {
            assertThat(RtpMap.parse(text).orElseThrow()).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "96", "96 ", "96 opus", "128 X/8000", "-1 X/8000", "96 X/0", "96 X/2147483648", "96 X/8000/0",
            "96 X/8000/256", "96 X/8000/1/1", "96 /8000", "x X/8000", "96 a b/8000", "96X/8000",
        })
        void areRefused(String text) {
            assertThat(RtpMap.parse(text)).isEmpty();
        }

        @Test
        void writeNoSingleChannelAndCompareWithoutCase() {
            assertThat(RtpMap.parse("0 pcmu/8000/1").orElseThrow()).hasToString("0 pcmu/8000");
            assertThat(RtpMap.of(0, "pcmu", 8000).sameFormat(RtpMap.of(96, "PCMU", 8000))).isTrue();
            assertThat(RtpMap.of(0, "PCMU", 8000).sameFormat(RtpMap.of(0, "PCMU", 16000))).isFalse();
            assertThat(new RtpMap(0, "L16", 8000, 2).sameFormat(RtpMap.of(0, "L16", 8000))).isFalse();
        }

        @Test
        void knowStaticAssignments() {
            assertThat(RtpMap.ofStatic(9)).contains(RtpMap.of(9, "G722", 8000));
            assertThat(RtpMap.ofStatic(10)).contains(new RtpMap(10, "L16", 44100, 2));
            assertThat(RtpMap.ofStatic(96)).isEmpty();
            assertThat(RtpMap.ofStatic(1)).isEmpty();
        }
    }

    @Nested
    class Directions {
        @ParameterizedTest
        @CsvSource({
            "SENDRECV, SENDRECV, SENDRECV", "SENDRECV, RECVONLY, RECVONLY", "SENDONLY, SENDRECV, RECVONLY",
            "RECVONLY, SENDRECV, SENDONLY", "INACTIVE, SENDRECV, INACTIVE", "SENDONLY, SENDONLY, INACTIVE",
            "SENDRECV, INACTIVE, INACTIVE", "RECVONLY, SENDONLY, SENDONLY",
        })
        void answerOffers(Direction offered, Direction wanted, Direction answer) {
            assertThat(offered.answer(wanted)).isEqualTo(answer);
        }

        @ParameterizedTest
        @ValueSource(strings = {"SENDRECV", "SENDONLY", "RECVONLY", "INACTIVE"})
        void agreeWithThemselves(Direction direction) {
            assertThat(direction.reversed().reversed()).isEqualTo(direction);
            assertThat(Direction.of(direction.sends(), direction.receives())).isEqualTo(direction);
            assertThat(Direction.ofAttribute(direction.attributeName())).contains(direction);
        }

        @Test
        void knowNoOtherNames() {
            assertThat(Direction.ofAttribute("SendRecv")).isEmpty();
        }
    }

    @Nested
    class Others {
        @Test
        void fmtpParameters() {
            Fmtp fmtp = Fmtp.parse("96 a=1; B ;a=2;;c=x=y").orElseThrow();

            assertThat(fmtp.parameters()).isEqualTo(Map.of("a", "1", "b", "", "c", "x=y"));
            assertThat(Fmtp.parse("96")).isEmpty();
            assertThat(Fmtp.parse("96 ")).isEmpty();
            assertThat(Fmtp.parse("9(6 x")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"7d, 604800", "1h, 3600", "25m, 1500", "9s, 9", "0, 0", "12, 12", "'', -1", "d, -1", "-1, -1",
            "1w, -1", "106751991167301d, -1"})
        void typedTimes(String text, long seconds) {
            assertThat(TypedTime.seconds(text)).isEqualTo(seconds);
        }

        @Test
        void groupsAndLines() {
            assertThat(Group.parse("")).isEmpty();
            assertThat(Group.parse("BUNDLE a b").orElseThrow()).isEqualTo(new Group("BUNDLE", List.of("a", "b")));
            assertThat(new Group("LS", List.of()).toAttribute()).hasToString("group:LS");
            assertThat(new OtherLine('f', "x")).hasToString("f=x");
            assertThat(new SdpProblem(0, 0, "all")).hasToString("all");
        }

        @ParameterizedTest
        @CsvSource({"0, 10, 0", "10, 10, 10", "11, 10, -1", "'', 10, -1", "9223372036854775807, 9223372036854775807, 9223372036854775807",
            "9223372036854775808, 9223372036854775807, -1", "1x, 99, -1"})
        void numbers(String text, long max, long value) {
            assertThat(SdpText.number(text, max)).isEqualTo(value);
        }
    }
}
