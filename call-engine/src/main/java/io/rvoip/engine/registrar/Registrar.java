package io.rvoip.engine.registrar;

import io.rvoip.common.IdSource;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.auth.Domains;
import io.rvoip.session.IncomingRequest;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Answers REGISTER for one domain (RFC 3261 §10.3). The sender has been authenticated before; users register their own
 * address of record and nobody else's.
 *
 * <table>
 * <caption>Answers</caption>
 * <tr><th>status</th><th>when</th></tr>
 * <tr><td>200</td><td>done; lists all bindings with the seconds they have left, and Date</td></tr>
 * <tr><td>400</td><td>malformed Contact, {@code *} without Expires 0, a contact that is no SIP URI</td></tr>
 * <tr><td>403</td><td>another domain; From is not To; To is not the sender; too many contacts; a contact that leads
 * here</td></tr>
 * <tr><td>404</td><td>To is no user of this domain</td></tr>
 * <tr><td>416</td><td>To is not a {@code sip:} URI</td></tr>
 * <tr><td>420</td><td>an extension other than path, outbound and gruu is required; a Path that the phone does not know of
 * (RFC 3327 §5.3)</td></tr>
 * <tr><td>423</td><td>too short a time, with Min-Expires</td></tr>
 * <tr><td>439</td><td>a flow through a first proxy that does not keep flows (RFC 5626 §6)</td></tr>
 * <tr><td>500</td><td>older than a request of the same Call-ID before; the store failed</td></tr>
 * <tr><td>503</td><td>the store is full, with Retry-After</td></tr>
 * <tr><td>555</td><td>a push notification service that is not served here, where others are (RFC 8599 §5.6.1)</td></tr>
 * </table>
 *
 * <p>A phone may register several flows (RFC 5626): instance and reg-id name the binding then, not the Contact. One that
 * supports {@code gruu} and has an instance is told the addresses that lead to it alone (RFC 5627). Other extensions that are
 * only supported by the phone are ignored. Thread-safe when {@code ids} is.
 */
public final class Registrar {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final List<String> EXTENSIONS = List.of(FirstHop.PATH, FirstHop.OUTBOUND);
    private static final int LONGEST_USER_AGENT = 100;
    private static final int LONGEST_CALL_ID = 256;
    private static final int RETRY_AFTER = 30;
    private static final int STEPS = 1 << 16;

    private final Domains domains;
    private final RegistrarSettings settings;
    private final LocationService location;
    private final IdSource ids;
    private final TimeSource time;
    private final PushContacts push;
    private final @Nullable Gruus gruus;
    private final RegisterReader reader;
    private final RateLimitedLog log;

    /**
     * A registrar over a store.
     *
     * @param pushProviders values of {@code pn-provider} whose phones can be woken (RFC 8599); empty for none
     * @param gruus makes addresses of single phones (RFC 5627); null for none
     */
    public Registrar(
            Domains domains, RegistrarSettings settings, LocationService location, IdSource ids, TimeSource time,
            Set<String> pushProviders, @Nullable Gruus gruus) {
        this.gruus = gruus;
        push = new PushContacts(pushProviders);
        this.domains = domains;
        this.settings = settings;
        this.location = location;
        this.ids = ids;
        this.time = time;
        reader = new RegisterReader(domains, settings, push);
        log = new RateLimitedLog(LoggerFactory.getLogger(Registrar.class), time);
    }

    /**
     * Handles a REGISTER and answers it.
     *
     * @param sender the authenticated user
     * @param loop of the request
     */
    public void answer(IncomingRequest request, String sender, Executor loop) {
        CompletableFuture<SipResponse.Builder> response =
                register(request.request(), request.flow(), sender, request::response).toCompletableFuture();
        if (response.isDone()) {
            response.thenAccept(request::respond);
        } else {
            response.thenAcceptAsync(request::respond, loop);
        }
    }

    /**
     * Handles a REGISTER.
     *
     * @param sender the authenticated user
     * @param start starts a response to the request with a status
     * @return may complete on any thread; never fails
     */
    public CompletionStage<SipResponse.Builder> register(
            SipRequest request, Flow flow, String sender, IntFunction<SipResponse.Builder> start) {
        int refused = refusal(request, flow, sender);
        if (refused != 0) {
            return done(start.apply(refused));
        }
        List<String> unsupported = unsupported(request);
        if (!unsupported.isEmpty()) {
            SipResponse.Builder response = start.apply(420);
            unsupported.forEach(option -> response.add(HeaderKind.UNSUPPORTED, option));
            return done(response);
        }
        RegisterWish wish = reader.read(request, flow);
        if (wish instanceof RegisterWish.Invalid invalid) {
            log.warn("REGISTER of {} is refused: {}", sender, invalid.why());
            return done(refuse(invalid.status(), start, least(request)));
        }
        String aor = domains.addressOfRecord(sender);
        return apply(request, flow, aor, wish).handle((decision, failure) -> {
            if (failure != null) {
                log.warn("the location service failed: {}", failure.toString());
                return start.apply(500);
            }
            return respond(decision, request, sender, start, ok -> extend(ok, request, flow, wish));
        });
    }

    private List<String> unsupported(SipRequest request) {
        List<String> required = new ArrayList<>(request.headers(HeaderKind.REQUIRE));
        required.removeIf(option -> EXTENSIONS.contains(option) || gruus != null && option.equals(Gruus.OPTION));
        boolean foreignPath = request.has(HeaderKind.PATH) && !FirstHop.supports(request, FirstHop.PATH)
                && !request.headers(HeaderKind.REQUIRE).contains(FirstHop.PATH);
        return foreignPath ? List.of(FirstHop.PATH) : required;
    }

    /** Steps 1, 4 and 5: the domain, and who may register whom. 0 when all is well. */
    private int refusal(SipRequest request, Flow flow, String sender) {
        if (!(request.requestUri() instanceof SipUri registrar) || !domains.serves(registrar, flow)) {
            return 403;
        }
        if (!(request.to().uri() instanceof SipUri to) || to.secure() && !flow.protocol().secure()) {
            return 416;
        }
        Optional<String> user = to.user();
        if (user.isEmpty() || !domains.serves(to, flow)) {
            return 404;
        }
        boolean firstParty = request.from().uri() instanceof SipUri from && domains.serves(from, flow)
                && from.user().equals(user) && user.get().equals(sender);
        boolean plain = request.callId().length() <= LONGEST_CALL_ID;
        return !firstParty ? 403 : plain ? 0 : 400;
    }

    private CompletionStage<BindingDecision> apply(SipRequest request, Flow flow, String aor, RegisterWish wish) {
        long now = time.nanoTime();
        if (wish instanceof RegisterWish.Change change) {
            return location.update(aor, change(request, flow, aor, change.contacts(), now), now);
        }
        if (wish instanceof RegisterWish.RemoveAll) {
            return location.update(
                    aor, RegisterChange.removeAll(request.callId(), request.cseq().number()), now);
        }
        return location.find(aor, now).thenApply(bindings -> new BindingDecision.Store(bindings, List.of()));
    }

    private RegisterChange change(
            SipRequest request, Flow flow, String aor, List<ContactWish> wishes, long now) {
        String callId = request.callId();
        long cseq = request.cseq().number();
        String userAgent = request.header(HeaderKind.USER_AGENT).map(Registrar::shortened).orElse("");
        long millis = time.wallClock().toEpochMilli();
        List<NameAddr> path = FirstHop.path(request);
        List<Binding> wanted = new ArrayList<>(wishes.size());
        for (ContactWish wish : wishes) {
            if (!wish.removes()) {
                long expiresAt = now + granted(wish.seconds()) * NANOS_PER_SECOND;
                Reach reach = path.isEmpty() || !(path.get(0).uri() instanceof SipUri neighbour)
                        ? Reach.of(wish.contact(), flow, request.topVia()) : Reach.through(neighbour, flow);
                Device device = wish.device();
                wanted.add(new Binding(
                        aor, wish.contact(), wish.q(), flow, reach, callId, cseq, expiresAt, userAgent, millis, true,
                        path, Gruus.names(device) ? device.withSeries(ids.nextLong() | 1) : device));
            }
        }
        return new RegisterChange(callId, cseq, wishes, wanted, settings.maxContacts());
    }

    /** Shorter than asked for by a random share, but not below the minimum. */
    private long granted(long seconds) {
        double spread = settings.mostJitter() - settings.leastJitter();
        double share = settings.leastJitter() + spread * ids.nextInt(STEPS) / (STEPS - 1);
        return Math.max(settings.minExpires().toSeconds(), Math.round(seconds * (1 - share)));
    }

    private SipResponse.Builder respond(
            BindingDecision decision, SipRequest request, String sender, IntFunction<SipResponse.Builder> start,
            UnaryOperator<SipResponse.Builder> extend) {
        if (decision instanceof BindingDecision.Refuse refused) {
            log.warn("REGISTER of {} is refused: {}", sender, refused.why());
            return refuse(refused.status(), start, 0);
        }
        SipResponse.Builder ok = start.apply(200).set(HeaderKind.DATE, time.wallClock());
        long now = time.nanoTime();
        Gruus named = gruus != null && FirstHop.supports(request, Gruus.OPTION) ? gruus : null;
        Map<Long, Optional<SipUri>> temporary = new HashMap<>(2); // one for all flows of a phone
        for (Binding binding : ((BindingDecision.Store) decision).bindings()) {
            Contact contact = listed(binding, now);
            Device device = binding.device();
            ok.add(HeaderKind.CONTACT, named == null || device.series() == 0 ? contact
                    : withGruus(contact, binding, named.published(sender, device),
                            temporary.computeIfAbsent(device.series(), series -> named.temporary(sender, device))));
        }
        return extend.apply(ok);
    }

    /** With its addresses as this phone (RFC 5627 §5.2), {@code sips:} ones for a {@code sips:} contact (RFC 5630 §5.2.1). */
    private static Contact withGruus(Contact contact, Binding binding, SipUri published, Optional<SipUri> temporary) {
        String scheme = binding.contact().scheme();
        Contact named = contact.withParameter("pub-gruu", in(scheme, published));
        return temporary.map(one -> named.withParameter("temp-gruu", in(scheme, one))).orElse(named);
    }

    private static String in(String scheme, SipUri uri) {
        String text = uri.toString();
        return scheme + text.substring(text.indexOf(':'));
    }

    private static Contact listed(Binding binding, long now) {
        Contact contact = Contact.of(binding.contact());
        Contact listed = binding.q() == 1.0 ? contact : contact.withQ(binding.q());
        Device device = binding.device();
        if (!device.instance().isEmpty()) {
            listed = listed.withParameter("+sip.instance", device.instance());
        }
        if (device.isFlow()) {
            listed = listed.withParameter("reg-id", Integer.toString(device.regId()));
        }
        return listed.withExpires(binding.expiresIn(now));
    }

    /** What belongs to Path and flows in a 200 (RFC 3327 §5.3, RFC 5626 §5.4, §6). */
    private SipResponse.Builder extend(SipResponse.Builder ok, SipRequest request, Flow flow, RegisterWish wish) {
        EXTENSIONS.forEach(option -> ok.add(HeaderKind.SUPPORTED, option));
        if (wish instanceof RegisterWish.Change change) {
            request.headers(HeaderKind.PATH).forEach(proxy -> ok.add(HeaderKind.PATH, proxy));
            if (!push.providers().isEmpty()) {
                request.headers(HeaderKind.CONTACT).stream().flatMap(push::indicated).distinct()
                        .forEach(provider -> ok.addRaw("Feature-Caps", "*;+sip.pns=\"" + provider + '"'));
            }
            if (change.hasFlow() && FirstHop.supports(request, FirstHop.OUTBOUND)) {
                ok.add(HeaderKind.REQUIRE, FirstHop.OUTBOUND);
                if (flow.protocol().reliable() && request.vias().size() == 1) {
                    ok.addRaw("Flow-Timer", Long.toString(settings.flowTimer().toSeconds()));
                }
            }
        }
        return ok;
    }

    /** What is granted at least to every contact of the request. */
    private long least(SipRequest request) {
        boolean pushed = request.headers(HeaderKind.CONTACT).stream().anyMatch(
                contact -> !contact.isStar() && contact.uri() instanceof SipUri uri && push.isPushed(uri));
        return reader.leastSeconds(pushed);
    }

    private SipResponse.Builder refuse(int status, IntFunction<SipResponse.Builder> start, long leastExpires) {
        SipResponse.Builder response = start.apply(status);
        if (status == 423) {
            response.set(HeaderKind.MIN_EXPIRES, leastExpires);
        } else if (status == 503) {
            response.set(HeaderKind.RETRY_AFTER, RetryAfter.of(RETRY_AFTER + ids.nextInt(RETRY_AFTER)));
        }
        return response;
    }

    private static String shortened(String userAgent) {
        return userAgent.length() <= LONGEST_USER_AGENT ? userAgent : userAgent.substring(0, LONGEST_USER_AGENT);
    }

    private static CompletionStage<SipResponse.Builder> done(SipResponse.Builder response) {
        return CompletableFuture.completedFuture(response);
    }
}
