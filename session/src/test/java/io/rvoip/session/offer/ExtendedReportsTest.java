package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.RtcpExtensions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code a=rtcp-xr} (RFC 3611 §5). */
class ExtendedReportsTest {
    private static RtcpExtensions agreed(String... lines) {
        return Sdp.agreed(Sdp.side(AudioFormat.PCMU).answer(Sdp.of(lines))).audio().orElseThrow().extendedReports();
    }

    @ParameterizedTest
    @CsvSource({
        "voip-metrics,                                    true,  false",
        "rcvr-rtt=all:10000,                              false, true",
        "pkt-loss-rle=50 rcvr-rtt=sender voip-metrics,    true,  true",
        "stat-summary=loss,                               false, false",
        "voip-metricsx rcvr-rtt,                          false, false",
        "'',                                              false, false"})
    void areThoseTheOfferAsksFor(String formats, boolean metrics, boolean roundTrip) {
        assertThat(agreed("m=audio 5000 RTP/AVP 0", "a=rtcp-xr:" + formats))
                .isEqualTo(new RtcpExtensions(metrics, roundTrip));
    }

    @Test
    void areNoneUnasked() {
        assertThat(agreed("m=audio 5000 RTP/AVP 0")).isEqualTo(RtcpExtensions.NONE);
    }

    @Test
    void ofTheLineReplaceThoseOfTheSession() {
        assertThat(agreed("a=rtcp-xr:voip-metrics", "m=audio 5000 RTP/AVP 0"))
                .isEqualTo(new RtcpExtensions(true, false));
        assertThat(agreed("a=rtcp-xr:voip-metrics", "m=audio 5000 RTP/AVP 0", "a=rtcp-xr:")).isEqualTo(RtcpExtensions.NONE);
    }

    @Test
    void bothSidesOfOursAskForAll() {
        Negotiation caller = Sdp.side(AudioFormat.PCMU).offer(OfferKind.INITIAL);
        Negotiation callee = Sdp.agreed(Sdp.farSide(AudioFormat.PCMU).answer(Sdp.sent(caller)));
        caller = Sdp.agreed(caller.accept(Sdp.sent(callee)));

        assertThat(callee.audio().orElseThrow().extendedReports()).isEqualTo(new RtcpExtensions(true, true));
        assertThat(caller.audio().orElseThrow().extendedReports()).isEqualTo(new RtcpExtensions(true, true));
    }
}
