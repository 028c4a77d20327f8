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
 * family or name than it came by, or one of them is a phone whose flow has to be kept, there are two values: above the one for whom it goes to, below the one for whom it came
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

    /**
     * Puts it in where it belongs.
     *
     * @param inToken names the flow it came by for requests that come back; empty where URIs lead there
     * @param outToken the same for the flow it leaves by
     */
    void put(SipRequest.Builder copy, SipRequest request, Flow in, Flow out, String inToken, String outToken) {
        if (!METHODS.contains(request.method())) {
            return;
        }
        String mark = marks.of(request.callId());
        boolean secure = request.requestUri() instanceof SipUri uri && uri.secure();
        SentBy here = transport.sentBy(in);
        SentBy there = transport.sentBy(out);
        boolean tokens = !inToken.isEmpty() || !outToken.isEmpty();
        boolean paired = tokens || in.protocol() != out.protocol() || !here.equals(there);
        if (paired) {
            copy.prepend(LINE, value(secure, user(mark, inToken), here, in.protocol(), true));
        }
        copy.prepend(LINE, value(secure, user(mark, outToken), there, out.protocol(), paired));
    }

    private static String user(String mark, String token) {
        return token.isEmpty() ? mark : mark + Edge.SEPARATOR + token;
    }

    private static String value(boolean secure, String user, SentBy self, TransportProtocol protocol, boolean paired) {
        StringBuilder text = new StringBuilder(96)
                .append(secure ? "<sips:" : "<sip:").append(user).append('@')
                .append(self.host()).append(':').append(self.port());
        transport(text, secure, protocol);
        return text.append(paired ? ";lr;" + PAIRED + ">" : ";lr>").toString();
    }

    /** Says in a URI of ours how we are reached, where that is not what its scheme means anyway. */
    static void transport(StringBuilder text, boolean secure, TransportProtocol protocol) {
        boolean plain = secure ? protocol == TransportProtocol.TLS : protocol == TransportProtocol.UDP;
        if (!plain) {
            boolean web = protocol == TransportProtocol.WSS; // RFC 7118 §5.2 has one value for both
            text.append(";transport=").append((web ? TransportProtocol.WS : protocol).uriName());
        }
    }
}
