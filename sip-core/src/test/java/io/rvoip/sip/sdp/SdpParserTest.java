package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpParserTest {
    static final String HEAD = "v=0\r\no=alice 2890844526 2890844527 IN IP4 host.example.com\r\ns=-\r\n"
            + "c=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    static final String AUDIO = "m=audio 49170 RTP/AVP 0 8 97\r\na=rtpmap:97 iLBC/8000\r\n";

    static SessionDescription parse(String text) {
        return SdpParser.parse(text).description().orElseThrow(
                () -> new AssertionError(SdpParser.parse(text).problem().orElseThrow().toString()));
    }

    static SdpProblem problem(String text) {
        return SdpParser.parse(text).problem().orElseThrow(() -> new AssertionError("accepted: " + text));
    }

    @Test
    void readsEverythingOfRfc8866() {
        SessionDescription read = parse("""
                v=0
                o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
                s=Call to John Smith
                i=SDP Offer #1
                u=http://www.jdoe.example.com/home.html
                e=Jane Doe <jane@jdoe.example.com>
                e=second@example.com
                p=+1 617 555-6011
                c=IN IP4 198.51.100.1
                b=AS:128
                b=X-YZ:64
                t=3724394400 3724398000
                r=7d 1h 0 25h
                r=604800 3600 0
                z=3724484400 -1h 3730928400 0
                t=0 0
                a=charset:UTF-8
                m=audio 49170 RTP/AVP 0
                i=spoken
                c=IN IP6 2001:db8::2
                b=AS:64
                a=sendonly
                m=video 51372/2 RTP/AVP 99
                a=rtpmap:99 h263-1998/90000
                """);

        assertThat(read.origin()).isEqualTo(
                Origin.of("jdoe", "3724394400", 3724394405L, "IN", "IP4", "198.51.100.1"));
        assertThat(read.name()).isEqualTo("Call to John Smith");
        assertThat(read.info()).contains("SDP Offer #1");
        assertThat(read.uri()).contains("http://www.jdoe.example.com/home.html");
        assertThat(read.emails()).containsExactly("Jane Doe <jane@jdoe.example.com>", "second@example.com");
        assertThat(read.phones()).containsExactly("+1 617 555-6011");
        assertThat(read.bandwidths()).containsExactly(new Bandwidth("AS", 128), new Bandwidth("X-YZ", 64));
        assertThat(read.times()).containsExactly(
                new Timing(3724394400L, 3724398000L,
                        List.of(new Repeat(604_800, 3_600, List.of(0L, 90_000L)),
                                new Repeat(604_800, 3_600, List.of(0L))),
                        List.of(new ZoneAdjustment(3724484400L, -3_600), new ZoneAdjustment(3730928400L, 0))),
                Timing.PERMANENT);
        assertThat(read.attribute("charset")).contains("UTF-8");
        Media audio = read.media().get(0);
        assertThat(audio.info()).contains("spoken");
        assertThat(audio.bandwidths()).containsExactly(new Bandwidth("AS", 64));
        assertThat(read.connectionOf(audio).orElseThrow().address()).isEqualTo("2001:db8::2");
        assertThat(read.directionOf(audio)).isEqualTo(Direction.SENDONLY);
        Media video = read.media().get(1);
        assertThat(video.portCount()).isEqualTo(2);
        assertThat(read.connectionOf(video).orElseThrow().address()).isEqualTo("198.51.100.1");
    }

    @Test
    void writesCanonicalOrderAndLineEnds() {
        String loose = "v=0\no=- 1 1 IN IP4 192.0.2.1\nt=0 0\na=x:1\ns=-\nc=IN IP4 192.0.2.1\n\n"
                + "m=audio  9  RTP/AVP 0 \nf=odd\na=y\nc=IN IP4 192.0.2.9";

        assertThat(parse(loose)).hasToString("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                + "t=0 0\r\na=x:1\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 192.0.2.9\r\na=y\r\nf=odd\r\n");
    }

    @Nested
    class Tolerates {
        @Test
        void missingTimeAndName() {
            String text = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\nm=audio 9 RTP/AVP 0\r\n";

            assertThat(parse(text).times()).containsExactly(Timing.PERMANENT);
            assertThat(parse(text).name()).isEqualTo("-");
        }

        @Test
        void emptyLinesThatMayNotBeEmpty() {
            String text = HEAD.replace("s=-", "s=") + "i=\r\nu=\r\ne=\r\np=\r\n" + AUDIO;

            assertThat(parse(text).name()).isEqualTo("-");
            assertThat(parse(text).info()).isEmpty();
        }

        @Test
        void missingConnectionOfDeclinedMedia() {
            assertThat(parse("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\nm=audio 0 RTP/AVP 0\n").media()).hasSize(1);
        }

        @Test
        void declinedMediaWithoutFormats() {
            assertThat(parse(HEAD + "m=video 0 RTP/AVP\r\n").media().get(0).formats()).containsExactly("0");
        }

        @Test
        void malformedAttributesWhichAccessorsLeaveOut() {
            String text = HEAD + "m=audio 9 RTP/AVP 96 0\r\na=rtpmap:96 AppleLossless\r\na=rtpmap:128 X/8000\r\n"
                    + "a=rtpmap:0 PCMU/0\r\na=rtpmap:97 X/2147483648\r\na=fmtp:\r\na=ptime:x\r\na=ssrc:x y\r\n";
            Media media = parse(text).media().get(0);

            assertThat(media.rtpMaps()).containsExactly(RtpMap.of(0, "PCMU", 8000));
            assertThat(media.ptime()).isEmpty();
            assertThat(media.ssrcs()).isEmpty();
            assertThat(media.attributes().size()).isEqualTo(7);
        }

        @Test
        void repeatedMappingFirstOneWins() {
            String text = HEAD + "m=audio 9 RTP/AVP 96\r\na=rtpmap:96 A/8000\r\na=rtpmap:96 B/8000\r\n";

            assertThat(parse(text).media().get(0).rtpMap(96)).contains(RtpMap.of(96, "A", 8000));
        }

        @Test
        void obsoleteKeysWhichAreDiscarded() {
            SessionDescription read = parse(HEAD + "k=clear:hunter2\r\n" + AUDIO + "k=prompt\r\n");

            assertThat(read.toString()).doesNotContain("hunter2").doesNotContain("k=");
        }

        @Test
        void malformedBandwidthWhichIsLeftOut() {
            assertThat(parse(HEAD + "b=AS:fast\r\nb=AS:12\r\n").bandwidths()).containsExactly(new Bandwidth("AS", 12));
        }

        @Test
        void bytesThatAreNotUtf8() {
            byte[] latin = (HEAD.replace("s=-", "s=Grüße") + AUDIO).getBytes(StandardCharsets.ISO_8859_1);

            assertThat(SdpParser.parse(latin).description().orElseThrow().name()).isEqualTo("Grüße");
        }
    }

    @Nested
    class Refuses {
        @Test
        void namesLineOffsetAndReason() {
            SdpProblem problem = problem(HEAD + "m=audio 65536 RTP/AVP 0\r\n");

            assertThat(problem.line()).isEqualTo(6);
            assertThat(problem.offset()).isEqualTo(HEAD.length());
            assertThat(problem).hasToString(
                    "line 6: port: 65536 (expected: 0-65535, number of ports 1-65535)");
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "\r\n", "o=- 1 1 IN IP4 192.0.2.1\r\n", "v=1\r\n", "v=\r\n", "v=00\r\n", " v=0\r\n", "v =0\r\n",
            "v=0\r\n", "v=0\r\ns=-\r\n", "v=0\r\no=-\r\n", "v=0\r\no=- 1 -1 IN IP4 192.0.2.1\r\n",
            "v=0\r\no=- 1 18446744073709551616 IN IP4 192.0.2.1\r\n", "v=0\r\no=- 1 1 I:N IP4 192.0.2.1\r\n",
        })
        void brokenBeginnings(String text) {
            problem(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "junk", "a", "=", "x", "1=digit", "\u00e4=letter", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=again",
            "c=IN IP4 192.0.2.2", "c=IN IP4", "r=1 2 x", "t=1", "t=-1 0", "t=0 99999999999999999999", "z=1 2 3",
            "z=1 x", "r=1 2", "r=0 1 1", "a=fmtp\u0000:101", "a=", "a=:v", "a= name", "a=two words", "a=x\ry",
            "m=audio 9 RTP/AVP", "m=audio -1 RTP/AVP 0", "m=audio 65536 RTP/AVP 0", "m=audio 9/0 RTP/AVP 0",
            "m=audio 9/x RTP/AVP 0", "m=audio x RTP/AVP 0", "m=audio 9 RTP//AVP 0", "m=audio 9", "m=", "m=au/dio 9 x 0",
            "m=audio 9 RTP/AVP 0 (", "m=audio 9/65536 RTP/AVP 0",
        })
        void brokenLines(String line) {
            assertThat(problem(HEAD + line + "\r\n" + AUDIO).line()).isEqualTo(6);
        }

        @ParameterizedTest
        @ValueSource(strings = {"v=0", "s=x", "t=0 0", "u=x", "e=x", "p=x", "r=1 2 3", "z=1 2", "o=x"})
        void sessionLinesInsideMedia(String line) {
            assertThat(problem(HEAD + AUDIO + line + "\r\n").line()).isEqualTo(8);
        }

        @Test
        void secondInfoOfOneSectionOnly() {
            assertThat(parse(HEAD + "i=a\r\n" + AUDIO + "i=b\r\n" + AUDIO + "i=c\r\n").media()).hasSize(2);
            assertThat(problem(HEAD + AUDIO + "i=b\r\ni=c\r\n").reason()).isEqualTo("second i= line");
        }

        @Test
        void repeatsWithoutTime() {
            assertThat(problem("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nr=1 2 3\n").line()).isEqualTo(4);
            assertThat(problem("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nz=1 2\n").line()).isEqualTo(4);
        }

        @Test
        void activeMediaWithoutConnection() {
            SdpProblem problem = problem("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0\na=x\n"
                    + "m=video 9 RTP/AVP 96\nc=IN IP4 192.0.2.1\n");

            assertThat(problem).hasToString("line 5: no c= line for this media");
        }

        @Test
        void controlCharactersInItsReasons() {
            assertThat(problem(HEAD + "\u001b[31mred\r\n").reason()).doesNotContain("\u001b");
        }
    }

    @Nested
    class Limits {
        @Test
        void wholeLength() {
            String text = HEAD + AUDIO;
            SdpLimits exact = new SdpLimits(text.length(), 100, 8, 128, 100, 64, 32);
            SdpLimits less = new SdpLimits(text.length() - 1, 100, 8, 128, 100, 64, 32);

            assertThat(SdpParser.parse(text, exact).description()).isPresent();
            assertThat(SdpParser.parse(text, less).problem().orElseThrow().line()).isZero();
            assertThat(SdpParser.parse(text.getBytes(StandardCharsets.UTF_8), less).problem()).isPresent();
            assertThat(problem(HEAD + "a=x\r\n".repeat(300_000)).reason()).contains("65536");
        }

        @ParameterizedTest
        @CsvSource({"4096, true", "4097, false"})
        void lineLength(int length, boolean fits) {
            String text = HEAD + AUDIO + "a=" + "x".repeat(length - 2) + "\r\n";

            assertThat(SdpParser.parse(text).description().isPresent()).isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({"8, true", "9, false", "200, false"})
        void mediaLines(int count, boolean fits) {
            assertThat(SdpParser.parse(HEAD + AUDIO.repeat(count)).description().isPresent()).isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({"128, true", "129, false", "256, false"})
        void formats(int count, boolean fits) {
            assertThat(SdpParser.parse(HEAD + "m=audio 9 RTP/AVP" + " 0".repeat(count) + "\r\n").description()
                    .isPresent()).isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({"64, true", "65, false", "1000, false"})
        void candidatesOfEachMedia(int count, boolean fits) {
            String candidates = "a=candidate:1 1 UDP 1 192.0.2.1 9 typ host\r\n".repeat(count);

            assertThat(SdpParser.parse(HEAD + AUDIO + candidates + AUDIO + candidates).description().isPresent())
                    .isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({"1024, true", "1025, false"})
        void attributes(int count, boolean fits) {
            assertThat(SdpParser.parse(HEAD + "m=audio 9 RTP/AVP 0\r\n" + "a=x\r\n".repeat(count)).description()
                    .isPresent()).isEqualTo(fits);
        }

        @ParameterizedTest
        @ValueSource(strings = {"t=0 0", "r=1 2 3", "e=x", "p=x", "b=AS:1", "f=x"})
        void linesOfOneKind(String line) {
            String base = HEAD.replace("t=0 0\r\n", "") + (line.startsWith("r") ? "t=0 0\r\n" : "");

            assertThat(SdpParser.parse(base + (line + "\r\n").repeat(32)).description()).isPresent();
            assertThat(SdpParser.parse(base + (line + "\r\n").repeat(33)).problem()).isPresent();
        }

        @Test
        void connectionsOfOneMedia() {
            String connection = "c=IN IP4 224.2.1.1/127\r\n";

            assertThat(parse(HEAD + AUDIO + connection.repeat(32)).media().get(0).connections()).hasSize(32);
            assertThat(SdpParser.parse(HEAD + AUDIO + connection.repeat(33)).problem()).isPresent();
        }
    }
}
