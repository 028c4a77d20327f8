package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts is what arrived, not what we have made of it. */
class AmplificationTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "192.0.2.9:5060", "192.0.2.9:5060;rport", "phone.example.com;rport", "phone.example.com", "[2001:db8::1]"})
    void isMeasuredByWhatArrived(String sentBy) {
        String raw = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP " + sentBy + ";branch=z9hG4bK1\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";
        ParseResult result = new SipParser().parse(raw.getBytes(StandardCharsets.UTF_8));
        SipRequest request = (SipRequest) ((ParseResult.Parsed) result).message();
        SipRequest stamped = ReceivedStamp.stamp(request, new InetSocketAddress("192.0.2.9", 40_000));
        assertThat(Amplification.room(stamped)).isEqualTo(raw.length() * 3 / 2);
    }
}
