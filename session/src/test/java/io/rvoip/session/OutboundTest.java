package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rvoip.common.Metrics;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportException;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.common.Loop;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.TransactionDriver;
import io.rvoip.transaction.TransactionLayer;
import io.rvoip.transaction.TransactionSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large requests leave UDP (RFC 3261 §18.1.1). */
class OutboundTest {
    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop();
    private final SipTransport transport = mock(SipTransport.class);
    private final InetSocketAddress near = new InetSocketAddress("192.0.2.1", 5060);
    private final InetSocketAddress far = new InetSocketAddress("192.0.2.2", 5060);
    private final Flow udp = Flow.udp(near, far);
    private final Flow tcp = new Flow(TransportProtocol.TCP, near, far, 1);
    private final CompletableFuture<Flow> connecting = new CompletableFuture<>();
    private final Heard heard = new Heard();
    private Outbound outbound;

    @BeforeEach
    void open() {
        when(transport.sentBy(any())).thenReturn(SentBy.of(near));
        when(transport.supports(any())).thenReturn(true);
        when(transport.flowTo(any(), anyInt())).thenReturn(connecting);
        TransactionLayer layer = new TransactionDriver(
                loop, TransactionSettings.DEFAULT, new SeededIds(1), Metrics.none())
                .open(transport, mock(RequestHandler.class, CALLS_REAL_METHODS));
        outbound = new Outbound(layer, transport, TargetResolver.addressesOnly(), loop, UserAgentHandler.NONE::phoneOf);
    }

    private SipRequest invite(int bodyBytes) {
        return SipRequest.create(Method.INVITE, SipUri.of("sip:bob@192.0.2.2"))
                .set(HeaderKind.FROM, NameAddr.of("<sip:a@192.0.2.1>;tag=a"))
                .set(HeaderKind.TO, NameAddr.of("<sip:bob@192.0.2.2>"))
                .set(HeaderKind.CALL_ID, "c")
                .set(HeaderKind.CSEQ, new CSeq(1, Method.INVITE))
                .body("application/sdp", new byte[bodyBytes])
                .build();
    }

    private void verifySent(Flow flow) {
        verify(transport).send(any(SipMessage.class), eq(flow), any());
    }

    @Test
    void aSipsCallGetsASipsContactAndASecureFlow() {
        Flow tls = new Flow(TransportProtocol.TLS, near, far, 2);
        Flow wss = new Flow(TransportProtocol.WSS, near, far, 3);
        when(transport.flowTo(any())).thenReturn(CompletableFuture.completedFuture(tls));
        AtomicReference<Flow> found = new AtomicReference<>();
        outbound.find(NextHop.byUri(), SipUri.of("sips:bob@192.0.2.2"), true, 0, way -> found.set(way.flow()), heard::transportError);

        assertThat(found).hasValue(tls);
        assertThat(outbound.contact(tls, "a", true).uri()).hasToString("sips:a@192.0.2.1:5060");
        assertThat(outbound.contact(wss, "a", true).uri()).hasToString("sips:a@192.0.2.1:5060;transport=ws");
        assertThat(outbound.contact(tls, "a", false).uri()).hasToString("sip:a@192.0.2.1:5060;transport=tls");
        assertThat(outbound.contact(wss, "a", false).uri()).hasToString("sip:a@192.0.2.1:5060;transport=ws");
    }

    @Test
    void aSipsCallDoesNotTakeAPlainFlow() {
        when(transport.isOpen(tcp)).thenReturn(true);
        AtomicReference<String> refused = new AtomicReference<>();
        outbound.find(NextHop.over(tcp), SipUri.of("sips:bob@192.0.2.2"), true, 0, way -> {
            throw new AssertionError("took " + way.flow());
        }, refused::set);

        assertThat(refused).hasValue("sips: does not go by tcp");
    }

    @Test
    void aDialogThatBeganWithSipsStaysOnItsSecureFlow() {
        Flow tls = new Flow(TransportProtocol.TLS, near, far, 2);
        when(transport.isOpen(tls)).thenReturn(true);
        when(transport.flowTo(any())).thenReturn(CompletableFuture.completedFuture(tcp));
        AtomicReference<Flow> found = new AtomicReference<>();
        DialogPath.ofCall(outbound, tls, NextHop.byUri(), true)
                .find(SipUri.of("sip:bob@192.0.2.9;transport=tcp"), way -> found.set(way.flow()), heard::transportError);
        assertThat(found).hasValue(tls);

        when(transport.isOpen(tls)).thenReturn(false);
        AtomicReference<String> refused = new AtomicReference<>();
        DialogPath.ofCall(outbound, tls, NextHop.byUri(), true)
                .find(SipUri.of("sip:bob@192.0.2.9;transport=tcp"), way -> found.set(way.flow()), refused::set);
        assertThat(refused).hasValue("sips: does not go by tcp");
    }

    @Test
    void redirectsDoNotLeadASipsCallToLess() {
        Redirects secure = new Redirects(SipUri.of("sips:bob@192.0.2.2"), 5);
        secure.add(List.of(Contact.of(SipUri.of("sip:bob@192.0.2.3")), Contact.of(SipUri.of("sips:bob@192.0.2.4"))));
        assertThat(secure.next()).isTrue();
        assertThat(secure.current()).hasToString("sips:bob@192.0.2.4");
        assertThat(secure.next()).isFalse();

        Redirects plain = new Redirects(SipUri.of("sip:bob@192.0.2.2"), 5);
        plain.add(List.of(Contact.of(SipUri.of("sips:bob@192.0.2.4"))));
        assertThat(plain.next()).isTrue();
    }

    @Test
    void smallOnesGoOverUdpAtOnce() {
        outbound.request(invite(500), udp, heard);
        verifySent(udp);
        verify(transport, never()).flowTo(any(), anyInt());
    }

    @Test
    void largeOnesWaitForTheConnection() {
        outbound.request(invite(1400), udp, heard);
        verify(transport, never()).send(any(), any(), any());
        connecting.complete(tcp);
        time.runReady();
        verifySent(tcp);
    }

    @Test
    void largeOnesGoOverUdpWhenThereIsNoTcp() {
        when(transport.supports(TransportProtocol.TCP)).thenReturn(false);
        outbound.request(invite(1400), udp, heard);
        verifySent(udp);
    }

    @Test
    void failureIsATransportError() {
        outbound.request(invite(1400), udp, heard);
        connecting.completeExceptionally(new TransportException(TransportException.Reason.TIMEOUT, "nobody there"));
        time.runReady();
        assertThat(heard.events).containsExactly("error nobody there", "terminated");
    }

    @Test
    void givenUpBeforeTheConnectionStandsNothingIsSent() {
        Sending sending = outbound.request(invite(1400), udp, heard);
        outbound.cancel(sending, List.of());
        connecting.complete(tcp);
        time.runReady();
        verify(transport, never()).send(any(), any(), any());
        assertThat(heard.events).containsExactly("error given up before it was sent", "terminated");
    }

    @Test
    void fullTableIsATransportError() {
        TransactionLayer layer = new TransactionDriver(
                loop, TransactionSettings.DEFAULT.withMaxClients(1), new SeededIds(1), Metrics.none())
                .open(transport, mock(RequestHandler.class, CALLS_REAL_METHODS));
        Outbound narrow = new Outbound(layer, transport, TargetResolver.addressesOnly(), loop, UserAgentHandler.NONE::phoneOf);
        narrow.request(invite(10), udp, heard);
        narrow.request(invite(10), udp, heard);
        assertThat(heard.events).hasSize(2).last().isEqualTo("terminated");
    }

    @Test
    void contactNamesTheTransportUnlessItIsUdp() {
        assertThat(outbound.contact(udp, "a", false)).hasToString("<sip:a@192.0.2.1:5060>");
        assertThat(outbound.contact(tcp, "a", false)).hasToString("<sip:a@192.0.2.1:5060;transport=tcp>");
    }

    @Test
    void contactMayHaveNoUser() {
        assertThat(outbound.contact(udp, "", false)).hasToString("<sip:192.0.2.1:5060>");
    }

    private static final class Heard implements ClientListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void provisional(SipResponse response) {
            events.add("provisional");
        }

        @Override
        public void finalResponse(SipResponse response) {
            events.add("final");
        }

        @Override
        public void timeout() {
            events.add("timeout");
        }

        @Override
        public void transportError(String reason) {
            events.add("error " + reason);
        }

        @Override
        public void terminated() {
            events.add("terminated");
        }
    }
}
