package io.rvoip.engine.proxy;

import io.rvoip.engine.call.Router;
import io.rvoip.engine.identity.Identity;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.registrar.Gruus;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.TelUri;
import io.rvoip.sip.uri.Uri;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.ServerTransaction;
import io.rvoip.transaction.TransactionLayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of one shard (RFC 3261 §16). It stands before the user agent and leaves to it REGISTER and what is meant for
 * this host itself. Everything else is, in this order: checked (§16.3), relieved of our part of its route (§16.4), let in
 * or turned away, given places (§16.5), and sent on by its {@link ResponseContext}.
 *
 * <p>Where it is an {@link Edge}, what brings back the token of a flow goes over that, and what phones send to the domains behind
 * it passes without credentials, which those ask for themselves; registrations no more often than strangers may ask.
 *
 * <p>Requests within a call bring back the mark of our Record-Route and pass without credentials. Confined to the loop.
 */
public final class Proxy implements RequestHandler {
    private static final int RETRY_AFTER = 5;
    private static final int RETRY_SPREAD = 26;

    private final ProxyContext context;
    private final RequestHandler agent;
    private final TransactionLayer layer;
    private final OwnNames names;
    private final RouteReader routes;
    private final LoopCheck loops;
    private final Copies copies;
    private final Wayfinder ways;
    private final Edge edge;
    private final Targets targets;
    private final Alarms alarms;
    private final Map<ServerTransaction, ResponseContext> open = new HashMap<>();
    private int branches;

    /**
     * A proxy on the layer of its shard.
     *
     * @param agent who gets what is meant for this host
     * @param loopSalt the same on all shards
     */
    public Proxy(ProxyContext context, RequestHandler agent, TransactionLayer layer, long loopSalt) {
        this.context = context;
        this.agent = agent;
        this.layer = layer;
        names = new OwnNames(context.domains(), context.transport());
        CallMark marks = new CallMark(context.crypto(), context.key());
        edge = new Edge(context.config().proxy().edge(), new FlowTokens(context.crypto(), context.key()), context.transport(),
                context.config().registrar().flowTimer());
        routes = new RouteReader(names, marks, edge);
        loops = new LoopCheck(loopSalt);
        copies = new Copies(new RecordRoute(context.transport(), marks), context.config(), context.domains(), edge);
        ways = new Wayfinder(context.resolver(), context.transport(), context.loop());
        targets = new Targets(context, names, ways);
        alarms = new Alarms(context.loop());
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        Flow flow = transaction.flow();
        Arrival arrival = routes.read(request, flow);
        if (isForAgent(request, arrival)) {
            agent.onRequest(transaction, request);
            return;
        }
        String tail = loops.tail(request);
        Optional<SipResponse.Builder> refusal = arrival.fault() == 0
                ? refusal(request, flow, tail) : Optional.of(response(request, arrival.fault()));
        if (refusal.isEmpty() && isLimited(arrival)) {
            refusal = context.door().register(request, flow);
        }
        if (refusal.isPresent()) {
            transaction.respondStatelessly(refusal.get().build());
            return;
        }
        ResponseContext arrived = new ResponseContext(this, transaction, arrival, tail);
        open.put(transaction, arrived);
        if (arrival.known()) {
            route(arrived);
        } else if (arrival.over() != null || edge.serves(arrival) || isTrusted(flow)) {
            // who it is, the domain of the phone or the server before us finds out
            entered(arrived, new Doorkeeper.Verdict.Passes(null));
        } else {
            context.door().ask(request, flow, verdict -> entered(arrived, verdict));
        }
    }

    private boolean isForAgent(SipRequest request, Arrival arrival) {
        return request.method().equals(Method.REGISTER) && !edge.serves(arrival)
                || request.method().equals(Method.OPTIONS) && request.to().tag().isEmpty()
                && arrival.routes().isEmpty() && arrival.uri() instanceof SipUri uri && uri.rawUser().isEmpty()
                && names.isMeant(uri, arrival.flow());
    }

    /** Whether it is a registration that passes without credentials: those of servers we trust come from many phones. */
    private boolean isLimited(Arrival arrival) {
        return arrival.request().method().equals(Method.REGISTER) && !isTrusted(arrival.flow());
    }

    /** A response passes that grants what was asked. */
    void granted(Arrival arrival) {
        if (isLimited(arrival)) {
            context.door().granted(arrival.flow());
        }
    }

    /** §16.3 steps 2 to 5. */
    private Optional<SipResponse.Builder> refusal(SipRequest request, Flow flow, String tail) {
        Uri uri = request.requestUri();
        boolean placeless = uri instanceof TelUri || EmergencyCalls.isService(uri);
        if (uri instanceof OtherUri && !placeless || isSecure(uri) && !flow.protocol().secure()
                || placeless && !request.has(HeaderKind.ROUTE)) {
            return Optional.of(response(request, 416));
        }
        if (request.maxForwards() == 0) {
            return Optional.of(response(request, 483));
        }
        if (LoopCheck.isLoop(request, tail)) {
            return Optional.of(response(request, 482));
        }
        List<String> required = request.headers(HeaderKind.PROXY_REQUIRE);
        if (!required.isEmpty()) {
            SipResponse.Builder response = response(request, 420);
            required.forEach(option -> response.add(HeaderKind.UNSUPPORTED, option));
            return Optional.of(response);
        }
        return Optional.empty();
    }

    private void entered(ResponseContext arrived, Doorkeeper.Verdict verdict) {
        if (!arrived.isLooking()) {
            return; // given up while the user directory was asked
        }
        if (verdict instanceof Doorkeeper.Verdict.Refused refused) {
            arrived.turnAway(refused.answer());
            return;
        }
        SipRequest request = arrived.arrival().request();
        Identity sender = sender(request, arrived.arrival().flow(), ((Doorkeeper.Verdict.Passes) verdict).user());
        if (sender != null) {
            List<String> unmet = sender.unmet(Identity.PROXY_SERVICES);
            if (!unmet.isEmpty()) {
                arrived.refuse(request.respond(500, "Privacy Not Available: " + String.join(", ", unmet)));
                return;
            }
            arrived.comesFrom(sender);
        }
        if (arrived.beginsCall()) {
            if (context.admission().admit(now(), context.config().overload().emergency().begunBy(arrived.arrival().request())).isPresent()) {
                int seconds = RETRY_AFTER + context.ids().nextInt(RETRY_SPREAD);
                arrived.refuse(response(request, 503)
                        .set(HeaderKind.RETRY_AFTER, RetryAfter.of(seconds)));
                return;
            }
            arrived.admitted();
        }
        route(arrived);
    }

    /** Who sends a request: a user of ours, or whoever another server of our trust domain says; null for nobody we know. */
    private @Nullable Identity sender(SipRequest request, Flow flow, @Nullable String user) {
        if (user != null) {
            return Identity.ofUser(request, user, context.domains());
        }
        SipUri shown = request.from().uri() instanceof SipUri uri ? uri : context.domains().uri("");
        return isTrusted(flow) ? Identity.ofPeer(request, shown, true) : null;
    }

    private boolean isTrusted(Flow flow) {
        return context.config().proxy().trusts(flow.remote().getAddress());
    }

    /** §16.5: the places of a user of ours, or where the request itself says. */
    private void route(ResponseContext arrived) {
        Arrival arrival = arrived.arrival();
        if (arrival.over() != null) {
            arrived.forward(List.of(List.of(Place.of(arrival.uri()))), breadth(arrival.request()));
            return;
        }
        boolean ours = arrival.routes().isEmpty() && arrival.uri() instanceof SipUri uri
                && (arrival.known() ? names.leadsHere(uri, arrival.flow()) : names.isMeant(uri, arrival.flow()));
        if (ours || isOwnGruu(arrival)) {
            locate(arrived, (SipUri) arrival.uri());
        } else if (arrival.uri() instanceof SipUri || !arrival.routes().isEmpty()) {
            targets.named(arrival, place -> arrived.forward(List.of(List.of(place)), breadth(arrival.request())));
        } else {
            arrived.refuse(416);
        }
    }

    /**
     * Whether it is for a phone of ours by an address that only we can read: within a call it is looked up whatever else is
     * in its route, which stays (RFC 5627 §6.1).
     */
    private boolean isOwnGruu(Arrival arrival) {
        return arrival.known() && arrival.uri() instanceof SipUri uri && Gruus.isGruu(uri)
                && names.leadsHere(uri, arrival.flow());
    }

    private void locate(ResponseContext arrived, SipUri uri) {
        ways.onLoop(context.router().find(uri, now()), (route, failure) -> {
            if (!arrived.isLooking()) {
                return;
            }
            if (route instanceof Router.Route.Phones phones) {
                List<List<Place>> groups = targets.groups(phones.bindings(), uri.secure());
                if (groups.isEmpty()) {
                    arrived.refuse(480);
                } else {
                    follow(arrived);
                    arrived.forward(groups, breadth(arrived.arrival().request()));
                }
            } else {
                arrived.refuse(route instanceof Router.Route.Nowhere nowhere ? nowhere.status() : 500);
            }
        });
    }

    private void follow(ResponseContext arrived) {
        Recursion redirects = context.config().proxy().followRedirects() && !arrived.arrival().known()
                ? Recursion.of(arrived.arrival().request(), context.config().limits().maxPlaces()) : null;
        if (redirects != null) {
            arrived.follows(redirects);
        }
    }

    private int breadth(SipRequest request) {
        return Copies.breadth(request, context.config().limits().maxBreadth());
    }

    @Override
    public void onAck(SipRequest ack, Flow flow) {
        if (ack.maxForwards() == 0) {
            return;
        }
        Arrival arrival = routes.read(ack, flow);
        if (arrival.fault() != 0) {
            return; // nobody answers an ACK
        }
        if (arrival.over() != null) {
            forwardAck(arrival, Place.of(arrival.uri()));
        } else if (isOwnGruu(arrival)) {
            targets.phone((SipUri) arrival.uri(), place -> forwardAck(arrival, place));
        } else if (arrival.known()) {
            targets.named(arrival, place -> forwardAck(arrival, place));
        } else {
            agent.onAck(ack, flow);
        }
    }

    private void forwardAck(Arrival arrival, Place place) {
        SipRequest ack = arrival.request();
        Wayfinder.Found send = (out, others) ->
                layer.forwardAck(copies.copy(arrival, place, out, breadth(ack)), out, loops.tail(ack));
        Flow known = Copies.flow(arrival, place);
        if (known != null) {
            ways.find(known, ack.encodedLength(), send, () -> { });
        } else {
            ways.find(copies.nextHop(arrival, place), ack.callId(), ack.encodedLength(), send, () -> { });
        }
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel) {
        ResponseContext cancelled = open.get(invite);
        if (cancelled == null) {
            agent.onCancel(invite, cancel);
        } else {
            cancelled.cancel(cancel.rawAll("Reason"));
        }
    }

    @Override
    public boolean takesMerged() {
        return true;
    }

    @Override
    public void onFlowClosed(Flow flow, String reason) {
        agent.onFlowClosed(flow, reason);
    }

    /** What it holds; exact on the loop. */
    public ProxyCounts counts() {
        return new ProxyCounts(open.size(), branches, alarms.size());
    }

    // for requests on their way

    /** Its sender has a final answer, or will never get one. */
    void left(ResponseContext answered, ServerTransaction server, boolean admitted) {
        open.remove(server, answered);
        if (admitted) {
            context.admission().released();
        }
    }

    /** A flow to a phone of ours failed. */
    void flowFailed(PhoneFlows phone) {
        context.router().flowFailed(phone.first(), now());
    }

    void branchOpened() {
        branches++;
    }

    void branchClosed() {
        branches--;
    }

    /** A response of ours, without To tag. */
    SipResponse.Builder response(SipRequest request, int status) {
        SipResponse.Builder response = request.respond(status);
        String product = context.config().product();
        return product.isEmpty() ? response : response.set(HeaderKind.SERVER, product);
    }

    static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    TransactionLayer layer() {
        return layer;
    }

    Targets targets() {
        return targets;
    }

    Edge edge() {
        return edge;
    }

    Copies copies() {
        return copies;
    }

    Wayfinder ways() {
        return ways;
    }

    Alarms alarms() {
        return alarms;
    }

    ProxyListener events() {
        return context.events();
    }

    int mostProgress() {
        return context.config().limits().maxProgress();
    }

    long ringTimeout() {
        return context.config().ringTimeout().toNanos();
    }

    long timerC() {
        return context.config().proxy().timerC().toNanos();
    }

    long now() {
        return context.loop().now();
    }
}
