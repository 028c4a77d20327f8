package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values that keep a proxy on the way of a call, transport by transport. */
class RecordRouteTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 4711);

    private final SipTransport transport = mock(SipTransport.class);

    private Flow flow(TransportProtocol protocol, int port) {
        Flow flow = new Flow(protocol, new InetSocketAddress("192.0.2.1", port), PEER, protocol.reliable() ? port : 0);
        when(transport.sentBy(flow)).thenReturn(new SentBy("edge.test", port));
        return flow;
    }

    private List<String> values(String uri, Flow in, Flow out, String token) {
        SipRequest request = SipRequest.create(Method.INVITE, SipUri.of(uri))
                .set(HeaderKind.FROM, NameAddr.of("<sip:a@b>").withTag("1"))
                .set(HeaderKind.TO, NameAddr.of("<sip:c@d>"))
                .set(HeaderKind.CALL_ID, "call")
                .set(HeaderKind.CSEQ, new CSeq(1, Method.INVITE))
                .build();
        SipRequest.Builder copy = request.toBuilder();
        CallMark marks = new CallMark(CryptoProvider.jdk(), new byte[32]);
        new RecordRoute(transport, marks).put(copy, request, in, out, token, "");
        return copy.build().headers(HeaderKind.RECORD_ROUTE).stream()
                .map(value -> value.toString().replace(marks.of("call"), "MARK")).toList();
    }

    @ParameterizedTest
    @CsvSource({"UDP, ''", "TCP, ;transport=tcp", "TLS, ;transport=tls", "WS, ;transport=ws", "WSS, ;transport=ws"})
    void saysHowTheOtherSideReachesUs(TransportProtocol protocol, String written) {
        Flow flow = flow(protocol, 5070);
        assertThat(values("sip:bob@home.test", flow, flow, "")).containsExactly("<sip:MARK@edge.test:5070" + written + ";lr>");
    }

    @Test
    void aSecureCallOverWebSocketSaysSipsAndWs() {
        Flow flow = flow(TransportProtocol.WSS, 443);
        assertThat(values("sips:bob@home.test", flow, flow, "")).containsExactly("<sips:MARK@edge.test:443;transport=ws;lr>");
    }

    @Test
    void aFlowThatHasToBeKeptMakesItAPair() {
        Flow flow = flow(TransportProtocol.UDP, 5060);
        assertThat(values("sip:bob@home.test", flow, flow, "TOKEN")).containsExactly(
                "<sip:MARK@edge.test:5060;lr;r2>", "<sip:MARK~TOKEN@edge.test:5060;lr;r2>");
    }
}
