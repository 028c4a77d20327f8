package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two of our transports talk to each other over real sockets, over both kinds of loops. */
class LoopbackTest {
    @ParameterizedTest
    @CsvSource({"UDP, 127.0.0.1, false", "UDP, ::1, false", "TCP, 127.0.0.1, false", "TCP, ::1, false",
        "UDP, 127.0.0.1, true", "UDP, ::1, true", "TCP, 127.0.0.1, true", "TCP, ::1, true"})
    void requestThereAndResponseBack(TransportProtocol protocol, String host, boolean nio) {
        try (TcpFixture alice = fixture(nio); TcpFixture bob = fixture(nio)) {
            alice.listen(protocol, host);
            ListenPoint bobs = bob.listen(protocol, host);
            Flow flow = get(alice.transports.flowTo(new Target(protocol, bobs.address())));
            SipRequest request = Requests.request(
                    protocol + " " + alice.transports.sentBy(flow) + ";rport;branch=z9hG4bK1", "c");
            send(alice, request, flow);

            RecordingInbox.Received got = bob.inbox.next();
            assertThat(got.message().topVia().received()).contains(host);
            send(bob, ((SipRequest) got.message()).respond(200).toTag("t").build(), got.flow());

            RecordingInbox.Received answer = alice.inbox.next();
            assertThat(answer.flow()).isEqualTo(flow);
            assertThat(answer.message().callId()).isEqualTo("c");
        }
    }

    @Test
    void nioTellsARefusalToo() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) free.getLocalSocketAddress();
        }
        try (TcpFixture alice = fixture(true)) {
            assertThat(failure(alice.transports.flowTo(new Target(TransportProtocol.TCP, nobody))).reason())
                    .isEqualTo(TransportException.Reason.REFUSED);
        }
    }

    private static TcpFixture fixture(boolean nio) {
        return nio ? new TcpFixture(TransportLimits.DEFAULT, EventLoops.nio("nio-test", 2, Metrics.none()))
                : new TcpFixture(TransportLimits.DEFAULT);
    }

    private static void send(TcpFixture from, SipMessage message, Flow flow) {
        from.transports.send(message, flow, (failed, on, why) -> {
            throw new AssertionError(why);
        });
    }
}
