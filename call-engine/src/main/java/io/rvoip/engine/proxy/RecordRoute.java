package io.rvoip.engine.proxy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.util.Set;

/**
 * Keeps a proxy on the way of a dialog (RFC 3261 §16.6 step 4). Where the request leaves by another transport, address
 * family or name than it came by, there are two values: above the one for whom it goes to, below the one for whom it came
 * from, each with what that side can reach (RFC 5658 §4). Confined to one loop.
 */
final class RecordRoute {
    /** The parameter of both values of a pair: the next Route is ours too. */
    static final String PAIRED = "r2";

    /** Written as text: it was made here, nobody reads it before it is sent. */
    private static final HeaderKind<String> LINE = HeaderKind.text("Record-Route");
    /** Requests that may begin a dialog, or refresh its targets. */
    private static final Set<Method> METHODS = Set.of(Method.INVITE, Method.SUBSCRIBE, Method.NOTIFY, Method.REFER);

    private final SipTransport transport;
    private final CallMark marks;

    RecordRoute(SipTransport transport, CallMark marks) {
        this.transport = transport;
        this.marks = marks;
    }

    void put(SipRequest.Builder copy, SipRequest request, Flow in, Flow out) {
        if (!METHODS.contains(request.method())) {
            return;
        }
        String mark = marks.of(request.callId());
        boolean secure = request.requestUri() instanceof SipUri uri && uri.secure();
        SentBy here = transport.sentBy(in);
        SentBy there = transport.sentBy(out);
        boolean paired = in.protocol() != out.protocol() || !here.equals(there);
        if (paired) {
            copy.prepend(LINE, value(secure, mark, here, in.protocol(), true));
        }
        copy.prepend(LINE, value(secure, mark, there, out.protocol(), paired));
    }

    private static String value(boolean secure, String mark, SentBy self, TransportProtocol protocol, boolean paired) {
        StringBuilder text = new StringBuilder(96)
                .append(secure ? "<sips:" : "<sip:").append(mark).append('@')
                .append(self.host()).append(':').append(self.port());
        boolean plain = secure ? protocol == TransportProtocol.TLS : protocol == TransportProtocol.UDP;
        if (!plain) {
            text.append(";transport=").append(protocol.uriName());
        }
        return text.append(paired ? ";lr;" + PAIRED + ">" : ";lr>").toString();
    }
}
