package io.rvoip.engine.proxy;

import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.ProxySettings;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.identity.Audience;
import io.rvoip.engine.identity.Identity;
import io.rvoip.engine.identity.TrustBoundary;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a proxy sends on (RFC 3261 §16.6): every line that is not named there, and that may come from outside our
 * trust domain, leaves as it came. Confined to one loop.
 */
final class Copies {
    private static final HeaderKind<String> MAX_BREADTH = HeaderKind.text("Max-Breadth");
    private static final int MOST_DIGITS = 4;

    private final RecordRoute recordRoute;
    private final boolean staysOnTheWay;
    private final String realm;
    private final IdentitySettings identity;
    private final TrustBoundary boundary;
    private final ProxySettings settings;
    private final Domains domains;
    private final Edge edge;

    Copies(RecordRoute recordRoute, EngineConfig config, Domains domains, Edge edge) {
        this.recordRoute = recordRoute;
        this.domains = domains;
        this.edge = edge;
        settings = config.proxy();
        staysOnTheWay = settings.recordRoute();
        realm = domains.realm();
        identity = config.identity();
        boundary = new TrustBoundary(identity.internalHeaders());
    }

    /** The flow that leads to a place; null where URIs do. */
    static @Nullable Flow flow(Arrival arrival, Place place) {
        Flow over = arrival.over();
        return over != null ? over : arrival.routes().isEmpty() ? place.flow() : null;
    }

    /** Where the copy for a place is sent to, when no flow is known (§16.6 step 7). */
    Uri nextHop(Arrival arrival, Place place) {
        Optional<SipUri> core = edge.core(arrival);
        if (core.isPresent()) {
            return core.get();
        }
        List<NameAddr> routes = routes(arrival, place);
        return routes.isEmpty() ? place.uri() : routes.get(0).uri();
    }

    /** What is left of its own route, or the way to a phone of ours, of which no request knows. */
    private static List<NameAddr> routes(Arrival arrival, Place place) {
        return arrival.routes().isEmpty() ? place.path() : arrival.routes();
    }

    /** The copy for a place, without our Via. @param breadth Max-Breadth of the copy (RFC 5393 §5.3.3) */
    SipRequest.Builder copy(Arrival arrival, Place place, Flow out, int breadth) {
        SipRequest request = arrival.request();
        SipRequest.Builder copy = request.toBuilder();
        route(copy, arrival, place);
        int hops = request.maxForwards();
        copy.set(HeaderKind.MAX_FORWARDS, hops < 0 ? SipRequest.DEFAULT_MAX_FORWARDS : hops - 1);
        copy.set(MAX_BREADTH, Integer.toString(breadth));
        if (staysOnTheWay) {
            recordRoute.put(copy, request, arrival.flow(), out, edge.ofSender(arrival), edge.ofReceiver(arrival));
        }
        edge.register(copy, arrival, out);
        if (request.has(HeaderKind.PROXY_AUTHORIZATION)) {
            consumeCredentials(copy, request);
        }
        return boundary.strip(copy);
    }

    /**
     * Says in a copy who sends it, as far as that may be known there (RFC 3325 §5).
     *
     * @param number of the place among those of the request, from 1
     * @param out the flow it leaves by
     */
    void introduce(SipRequest.Builder copy, Identity sender, Arrival arrival, Place place, int number, Flow out) {
        boolean phone = place.phone() != null || arrival.over() != null;
        Audience audience = phone ? Audience.PHONE : trusts(out) ? Audience.TRUSTED : Audience.STRANGER;
        Identity told = sender.retargeted(arrival.request().requestUri(), place.uri(), number)
                .towards(audience, identity, Identity.PROXY_SERVICES);
        copy.remove(HeaderKind.PRIVACY);
        told.lines().forEach(line -> copy.addRaw(line.name(), line.value()));
    }

    private boolean trusts(Flow flow) {
        return settings.trusts(flow.remote().getAddress());
    }

    /**
     * Takes off a response what may not come from outside our trust domain. Who sent the request from within it is told which
     * of our users answers (RFC 3325 §5), and what others within it say.
     *
     * @param from where the response came from; null when that does not matter
     */
    void connected(SipResponse.Builder back, SipResponse response, Arrival arrival, @Nullable Branch from) {
        Flow out = from == null ? null : from.out();
        boolean told = out != null && trusts(arrival.flow());
        if (told && from.place().phone() == null && arrival.over() == null && trusts(out)) {
            return;
        }
        boundary.strip(back);
        PhoneFlows phone = told ? from.place().phone() : null;
        if (phone != null) {
            String aor = phone.first().aor();
            SipUri user = domains.uri(aor.substring(aor.indexOf(':') + 1, aor.lastIndexOf('@')));
            back.remove(HeaderKind.PRIVACY);
            Identity.ofAnswer(response, user).towards(Audience.TRUSTED, identity, Identity.PROXY_SERVICES).lines()
                    .forEach(line -> back.addRaw(line.name(), line.value()));
        }
    }

    /** Steps 2 and 6; a next hop that is a strict router finds itself in the Request-URI. */
    private static void route(SipRequest.Builder copy, Arrival arrival, Place place) {
        List<NameAddr> routes = routes(arrival, place);
        if (arrival.rewritten() || !place.path().isEmpty()) {
            copy.setAll(HeaderKind.ROUTE, routes);
        } else {
            for (int i = arrival.passed(); i > 0; i--) {
                copy.removeFirst(HeaderKind.ROUTE);
            }
        }
        Uri uri = place.uri();
        if (!routes.isEmpty() && routes.get(0).uri() instanceof SipUri strict && !strict.looseRouting()) {
            uri = strict;
            copy.removeFirst(HeaderKind.ROUTE);
            copy.add(HeaderKind.ROUTE, NameAddr.of(place.uri()));
        }
        copy.requestUri(uri instanceof SipUri sip ? sip.withoutHeaders() : uri);
    }

    /** Credentials for our realm have done their work and are nobody else's business (§22.3). */
    private void consumeCredentials(SipRequest.Builder copy, SipRequest request) {
        List<DigestCredentials> all = request.headers(HeaderKind.PROXY_AUTHORIZATION);
        List<DigestCredentials> others = new ArrayList<>(all);
        others.removeIf(credentials -> credentials.realm().equals(realm));
        boolean legible = request.problemIn(HeaderKind.PROXY_AUTHORIZATION).isEmpty();
        if (legible && others.size() < all.size()) {
            copy.setAll(HeaderKind.PROXY_AUTHORIZATION, others);
        }
    }

    /** How many places a request may still come to, at most {@code limit}, which is also the default. */
    static int breadth(SipRequest request, int limit) {
        String text = request.header(MAX_BREADTH).map(String::strip).orElse("");
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            return limit;
        }
        int breadth = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return limit;
            }
            breadth = 10 * breadth + digit;
        }
        return Math.min(limit, breadth);
    }
}
