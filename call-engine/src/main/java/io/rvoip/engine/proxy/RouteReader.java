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

    RouteReader(OwnNames names, CallMark marks) {
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
        return new Arrival(
                request, flow, withoutOwnMaddr(uri, flow), routes.subList(passed, routes.size()), passed, rewritten,
                known && request.to().tag().isPresent()); // what begins something is let in at the door
    }

    private boolean isOurs(Uri uri, SipRequest request, Flow flow) {
        return isMarked(uri, request) || uri instanceof SipUri sip && names.leadsHere(sip, flow);
    }

    private boolean isMarked(Uri uri, SipRequest request) {
        return uri instanceof SipUri sip && sip.hasParameter("lr")
                && sip.rawUser().filter(user -> marks.is(user, request.callId())).isPresent();
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
