package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.testing.ReceivedSip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes of ours that are peers tell each other in every response how much they have to do (RFC 7339). */
@Timeout(60)
class TwoNodesTest {
    private static final String PEERS = "overload: {peers: [\"127.0.0.0/8\"]}\ncalls: {media: direct}\n";

    @Test
    void theNextNodeIsAskedAndSaysThatItHasRoom() {
        try (Target next = Target.open(PEERS.replace("direct", "anchored") + "trunks:\n"
                + "  - {name: us, address: \"sip:127.0.0.1:9\", networks: [\"127.0.0.1\"], inbound: {\"+493012340\": echo}, outbound: [], health: {interval: 0s}}\n");
                Target first = Target.open(PEERS + "trace: {}\ntrunks:\n"
                + "  - {name: next, address: \"sip:127.0.0.1:" + next.udp().getPort() + "\", callerNumber: \"+493099\", health: {interval: 0s}}\n");
                Caller alice = Caller.udp(first, "alice")) {
            String invite = alice.signedWith(TalkingCall.sdp(40_000), "INVITE", Target.uri("+493012340"), "Content-Type: application/sdp");
            ReceivedSip answer = alice.ask(invite);
            assertThat(answer.status()).isEqualTo(200);
            TalkingCall call = TalkingCall.accepted(alice, invite, answer);
            String id = first.engine().calls().get(0).id();
            CallTrace trace = first.engine().trace(id).toCompletableFuture().join();
            List<TracedMessage> towards = trace.messages().stream()
                .filter(message -> message.flow().remote().getPort() == next.udp().getPort()).toList();
            assertThat(vias(trace, towards, true)).isNotEmpty().allMatch(via -> via.contains(";oc;oc-algo=\"loss\""));
            assertThat(vias(trace, towards, false)).isNotEmpty()
                .allMatch(via -> via.contains(";oc=0;oc-algo=\"loss\"") && via.contains(";oc-validity=0;oc-seq="));
            call.end();
        }
    }

    private static List<String> vias(CallTrace trace, List<TracedMessage> messages, boolean outgoing) {
        return messages.stream().filter(message -> message.outgoing() == outgoing)
            .map(message -> trace.text(message).orElseThrow().lines().filter(line -> line.startsWith("Via:")).findFirst().orElseThrow())
            .toList();
    }
}
