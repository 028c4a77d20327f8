package io.rvoip.engine.proxy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.List;

/** Takes off a request what of its route is ours (RFC 3261 §16.4, RFC 5658 §4). Confined to one loop. */
final class RouteReader {
    private final OwnNames names;
    private final CallMark marks;
    private final Edge edge;

    RouteReader(OwnNames names, CallMark marks, Edge edge) {
        this.edge = edge;
        this.names = names;
        this.marks = marks;
    }

    Arrival read(SipRequest request, Flow flow) {
        List<NameAddr> routes = request.headers(HeaderKind.ROUTE);
        Uri uri = request.requestUri();
        boolean known = isMarked(uri, request);
        boolean rewritten = known && !routes.isEmpty();
        if (rewritten) { // a strict router before us: the last Route is whom it is for
            int last = routes.size() - 1;
            uri = routes.get(last).uri();
            routes = routes.subList(0, last);
        }
        int passed = 0;
        if (!routes.isEmpty() && isOurs(routes.get(0).uri(), request, flow)) {
            known |= isMarked(routes.get(0).uri(), request);
            boolean paired = isPaired(routes.get(0)) && routes.size() > 1 && isPaired(routes.get(1));
            passed = paired ? 2 : 1;
        } else if (rewritten && isPaired(request) && !routes.isEmpty() && isPaired(routes.get(0))) {
            passed = 1; // the first of the pair came as the Request-URI
        }
        FlowTokens.Read token = passed == 0 ? null : edge.token(routes.get(passed - 1));
        Flow over = null;
        int fault = 0;
        if (token instanceof FlowTokens.Read.Known to) {
            boolean outgoing = passed == 1 && isOn(to.flow(), flow);
            over = outgoing ? null : to.flow();
        } else if (token != null) {
            fault = token instanceof FlowTokens.Read.Gone ? 430 : 403; // RFC 5626 §5.3.1
        }
        return new Arrival(
                request, flow, withoutOwnMaddr(uri, flow), routes.subList(passed, routes.size()), passed, rewritten,
                known && request.to().tag().isPresent(), over, fault); // what begins something is let in at the door
    }

    /** Whether a request came from the phone that its route names: it is on its way out (RFC 5626 §5.3). */
    private static boolean isOn(Flow named, Flow came) {
        return named.protocol() == came.protocol() && named.remote().equals(came.remote());
    }

    private boolean isOurs(Uri uri, SipRequest request, Flow flow) {
        return isMarked(uri, request) || uri instanceof SipUri sip && names.leadsHere(sip, flow);
    }

    private boolean isMarked(Uri uri, SipRequest request) {
        return uri instanceof SipUri sip && sip.hasParameter("lr")
                && sip.rawUser().filter(user -> marks.is(mark(user), request.callId())).isPresent();
    }

    private static String mark(String user) {
        int end = user.indexOf(Edge.SEPARATOR);
        return end < 0 ? user : user.substring(0, end);
    }

    private static boolean isPaired(NameAddr route) {
        return route.uri() instanceof SipUri sip && sip.hasParameter(RecordRoute.PAIRED);
    }

    private static boolean isPaired(SipRequest request) {
        return request.requestUri() instanceof SipUri sip && sip.hasParameter(RecordRoute.PAIRED);
    }

    /** A multicast-address parameter that names us has done its work, and the port and transport with it. */
    private Uri withoutOwnMaddr(Uri uri, Flow flow) {
        if (uri instanceof SipUri sip && sip.hasParameter("maddr")) {
            SipUri at = SipUri.of("", sip.parameter("maddr").orElse("invalid.invalid"), sip.port());
            if (names.isMeant(at, flow)) {
                return sip.withoutParameter("maddr").withoutParameter("transport").withPort(-1);
            }
        }
        return uri;
    }
}
