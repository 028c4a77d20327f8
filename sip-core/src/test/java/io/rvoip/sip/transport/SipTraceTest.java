package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.trace.TraceSink;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over real loops: what is sent from other threads, and after the end. That all is noted, {@code SipStackTest} tests. */
class SipTraceTest {
    private final EventLoops loops = EventLoops.create("traced", 1);
    private final List<Object> sent = new ArrayList<>();
    private final SipTransport below = proxy(SipTransport.class);
    private final SipTrace trace = SipTrace.between(
            Shards.single(loops.loops().get(0), proxy(SipTransport.Inbox.class)), TraceSettings.DEFAULT, TraceSink.NONE, Metrics.none(), shards -> below);
    private final SipMessage invite = ((ParseResult.Parsed) new SipParser().parse(("INVITE sip:b@h SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: one\r\n"
            + "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8))).message();

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> sent.add(arguments[0])));
    }

    private void send() {
        trace.send(invite, Flow.udp(new InetSocketAddress("127.0.0.1", 5060), new InetSocketAddress("127.0.0.1", 5070)), SipTransport.SendListener.IGNORE);
    }

    private int kept() {
        return trace.call(invite.callId()).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join().messages().size();
    }

    @Test
    void whatAnotherThreadSendsIsKeptAndAfterTheEndItIsSentAllTheSame() {
        send();
        assertThat(kept()).isEqualTo(1);
        loops.shutdown().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        send();
        assertThat(sent).containsExactly(invite, invite);
        assertThat(kept()).isZero();
    }
}
