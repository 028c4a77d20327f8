package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedStampTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "192.0.2.4|UDP bobspc.biloxi.com:5060;branch=z9hG4bK1|UDP bobspc.biloxi.com:5060;branch=z9hG4bK1;received=192.0.2.4",
        "192.0.2.4|UDP 10.1.1.1:4540;rport;branch=z9hG4bK1|UDP 10.1.1.1:4540;rport=9988;branch=z9hG4bK1;received=192.0.2.4",
        "192.0.2.4|UDP 192.0.2.4;rport;branch=z9hG4bK1|UDP 192.0.2.4;rport=9988;branch=z9hG4bK1;received=192.0.2.4",
        "192.0.2.4|TCP 192.0.2.9;branch=z9hG4bK1|TCP 192.0.2.9;branch=z9hG4bK1;received=192.0.2.4",
        "192.0.2.4|UDP h;received=1.2.3.4;branch=z9hG4bK1|UDP h;received=192.0.2.4;branch=z9hG4bK1",
        "192.0.2.4|UDP h;rport=1;branch=z9hG4bK1|UDP h;rport=9988;branch=z9hG4bK1;received=192.0.2.4",
        "2001:db8::4|UDP [2001:db8::9];branch=z9hG4bK1|UDP [2001:db8::9];branch=z9hG4bK1;received=2001:db8::4",
    })
    void stampsOneHeaderAndNothingElse(String source, String via, String stamped) {
        SipRequest request = Requests.request(via, "c");

        SipRequest result = ReceivedStamp.stamp(request, new InetSocketAddress(source, 9988));

        String expected = Requests.options(via, "c").replaceAll("v:   SIP/2.0/[^\r]*", "Via: SIP/2.0/" + stamped);
        assertThat(Requests.text(result).replaceFirst("(?m)^v:\\s+", "Via: ")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.4, 192.0.2.4", "2001:db8::4, [2001:db8:0::4]", "2001:db8::4, [2001:DB8::4]"})
    void leavesAloneWhatIsTrue(String source, String sentBy) {
        SipRequest request = Requests.request("UDP " + sentBy + ":5060;branch=z9hG4bK1", "c");

        assertThat(ReceivedStamp.stamp(request, new InetSocketAddress(source, 9988))).isSameAs(request);
    }

    @Test
    void stampsOnlyTheTopVia() {
        SipRequest request = Requests.request("UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2", "c");

        SipRequest result = ReceivedStamp.stamp(request, new InetSocketAddress("192.0.2.4", 1));

        assertThat(result.vias()).extracting(Object::toString).containsExactly(
                "SIP/2.0/UDP a;branch=z9hG4bK1;received=192.0.2.4", "SIP/2.0/UDP b;branch=z9hG4bK2");
    }

    @Test
    void stampsReadyAnswersToo() {
        SipResponse answer = refusal(Requests.options("UDP h;rport;branch=z9hG4bK1", "c").replace("Length: 0", "Length: 9"));

        SipResponse stamped = ReceivedStamp.stamp(answer, new InetSocketAddress("192.0.2.4", 7));

        assertThat(stamped.topVia().received()).contains("192.0.2.4");
        assertThat(stamped.topVia().rport()).isEqualTo(7);
        assertThat(stamped.status()).isEqualTo(400);
    }

    @Test
    void leavesAnswersThatLackAFieldAsTheyAre() {
        SipResponse answer = refusal(Requests.options("UDP h;rport;branch=z9hG4bK1", "c").replace("Call-ID: c\r\n", ""));

        assertThat(ReceivedStamp.stamp(answer, new InetSocketAddress("192.0.2.4", 7))).isSameAs(answer);
    }

    private static SipResponse refusal(String request) {
        ParseResult result = new SipParser().parse(request.getBytes(StandardCharsets.UTF_8));
        return ((ParseResult.Refused) result).response().orElseThrow();
    }
}
