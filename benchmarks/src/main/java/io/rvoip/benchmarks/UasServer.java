package io.rvoip.benchmarks;

import io.rvoip.common.Metrics;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.session.Invitation;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SipStack;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentLimits;
import io.rvoip.session.UserAgentSettings;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.transaction.TransactionSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Our side of the SIP benchmark: answers INVITE with 180 and 200, and BYE with 200. */
public final class UasServer {
    private static final int MANY = 1_000_000;
    private static final SdpBody DESCRIPTION = SdpBody.of("""
        v=0\r
        o=- 1 1 IN IP4 127.0.0.1\r
        s=-\r
        c=IN IP4 127.0.0.1\r
        t=0 0\r
        m=audio 40000 RTP/AVP 0\r
        """);

    private UasServer() {}

    /** Args: the port. Prints READY. */
    public static void main(String[] args) throws IOException {
        EventLoops loops = EventLoops.create("sip", 1);
        SipStack stack = SipStack.on(List.copyOf(loops.loops()), shards -> SipTransports.builder(shards)
                .withUdp(UdpBinder.signalling(Metrics.none()).withReceiveBuffer(1 << 20), loops.loops().get(0)).build())
            .withSettings(UserAgentSettings.DEFAULT.withLimits(
                UserAgentLimits.DEFAULT.withMaxSessions(MANY)))
            .withTransactions(TransactionSettings.DEFAULT.withMaxClients(MANY).withMaxServers(MANY))
            .withHandler(shard -> new Answering())
            .build();
        stack.listen(List.of(ListenAddress.udp(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))))
            .toCompletableFuture().join();
        System.out.println("READY");
        HeapProbe.answer();
    }

    private static final class Answering implements UserAgentHandler {
        @Override
        public void onInvitation(Invitation invitation) {
            invitation.ring();
            invitation.accept(DESCRIPTION);
        }
    }
}
