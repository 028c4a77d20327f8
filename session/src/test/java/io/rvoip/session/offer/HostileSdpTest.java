package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** Rows S1 and S3 of SECURITY.md as far as they get past the parser: refused or declined, never an exception. */
class HostileSdpTest {
    private final Negotiation side = Sdp.side(AudioFormat.PCMU, Sdp.L16);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio 5000 RTP/AVP 96",
                "m=audio 5000 RTP/AVP 128|a=rtpmap:128 L16/16000",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 L16/0",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 L16/2147483648",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 L16/2147483647",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 L16/16000/0",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 L16/16000/255",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:96 PCMA/8000|a=rtpmap:96 L16/16000",
                "m=audio 5000 RTP/AVP 96|a=rtpmap:97 L16/16000",
                "m=audio 5000 RTP/AVP 101|a=rtpmap:101 telephone-event/8000",
            })
    void noUsableFormatIsRefused(String lines) {
        assertThat(Sdp.refused(side.answer(Sdp.of(lines.split("\\|")))).warning())
                .isEqualTo(Refusal.INCOMPATIBLE_FORMAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.255.255.255", "224.2.1.1/127", "224.2.1.1"})
    void nothingIsSentToManyHosts(String address) {
        assertThat(Sdp.refused(side.answer(Sdp.of("m=audio 5000 RTP/AVP 0", "c=IN IP4 " + address))).warning())
                .isEqualTo(Refusal.NO_MULTICAST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.255.255.255", "224.2.1.1"})
    void norReports(String address) {
        Negotiation next = Sdp.agreed(
                side.answer(Sdp.of("m=audio 5000 RTP/AVP 0", "a=rtcp:5001 IN IP4 " + address)));

        assertThat(Sdp.audio(next).remoteRtcp().getAddress()).isEqualTo(Sdp.audio(next).remote().getAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=rtpmap:0 PCMU/8000|a=rtpmap:0 G729/8000",
                "a=fmtp:0",
                "a=ptime:0",
                "a=ptime:99999999999999999999",
                "a=ptime:-20",
                "a=maxptime:0",
                "a=rtcp:0",
                "a=rtcp:70000",
                "a=rtcp:x IN IP4 198.51.100.7",
                "a=rtcp:5001 IN IP6 2001:db8::1",
                "a=rtcp:5001 IN IP4 nowhere.example",
                "a=sendrecv|a=inactive",
                "a=crypto:1 NONSENSE inline:x",
                "a=candidate:nonsense",
            })
    void oddAttributesDoNotSpoilALine(String attributes) {
        Negotiation next = Sdp.agreed(
                side.answer(Sdp.of(("m=audio 5000 RTP/AVP 0|" + attributes).split("\\|"))));

        assertThat(Sdp.audio(next).format()).isEqualTo(AudioFormat.PCMU);
        assertThat(Sdp.audio(next).remoteRtcp().getAddress()).isEqualTo(Sdp.address("198.51.100.7"));
    }

    @Test
    void whatTheParserRefusesNeverComesHere() {
        for (String text : new String[] {
            "m=audio 5000 RTP/AVP 0",
            "v=1\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n",
            "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 65536 RTP/AVP 0\r\n",
            "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 9 RTP/AVP\r\n",
        }) {
            assertThat(SdpParser.parse(text)).as(text).isInstanceOf(SdpResult.Refused.class);
        }
    }

    @Test
    void eightLinesAreAnsweredLineByLine() {
        String[] lines = new String[8];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "m=audio " + (5_000 + 2 * i) + " RTP/AVP 0";
        }

        SessionDescription answer = Sdp.sent(Sdp.agreed(side.answer(Sdp.of(lines))));

        assertThat(answer.media()).hasSize(8);
        assertThat(answer.media().stream().filter(Media::isDeclined)).hasSize(7);
    }

    @Test
    void numbersMayBeUsedUpWithoutHarm() {
        Negotiation now = Sdp.agreed(side.answer(Sdp.of("m=audio 5000 RTP/AVP 0")));
        for (int number = 0; number < 128; number++) {
            now = Sdp.agreed(now.answer(Sdp.of(
                    "m=audio 5000 RTP/AVP " + number, "a=rtpmap:" + number + " L16/16000")));
            assertThat(Sdp.audio(now).sendPayloadType()).isEqualTo(number);
        }
        now = Sdp.agreed(now.answer(Sdp.of(
                "m=audio 5000 RTP/AVP 98 99", "a=rtpmap:98 PCMU/8000", "a=rtpmap:99 telephone-event/8000")));

        assertThat(Sdp.audio(now).format()).isEqualTo(AudioFormat.PCMU);
        assertThat(Sdp.sent(now).media().get(0).payloadTypes()).hasSize(2).doesNotHaveDuplicates();
        assertThat(Collections.max(Sdp.sent(now).media().get(0).payloadTypes())).isLessThan(128);
    }
}
