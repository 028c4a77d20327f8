package io.rvoip.session;

import io.rvoip.session.auth.ClientAuth;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One contact kept at a registrar (RFC 3261 §10.2): registered, refreshed before it expires, tried again after
 * failures, and removed in the end. Confined to the loop of its user agent.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>SENDING</td><td>2xx</td><td>STANDING</td></tr>
 * <tr><td></td><td>423</td><td>SENDING, with the lifetime the registrar wants</td></tr>
 * <tr><td></td><td>439: the first proxy keeps no flows</td><td>SENDING, as no flow</td></tr>
 * <tr><td></td><td>408, 429, 430, 480, 500-599, no response, no route</td><td>WAITING</td></tr>
 * <tr><td></td><td>any other failure</td><td>REJECTED</td></tr>
 * <tr><td></td><td>unregister</td><td>same, then as from the state that follows</td></tr>
 * <tr><td></td><td>the network changed</td><td>same, begun anew</td></tr>
 * <tr><td>STANDING</td><td>shortly before expiry; refresh; the flow failed, the network changed</td><td>SENDING</td></tr>
 * <tr><td></td><td>the flow failed before its first sign of life (RFC 5626 §4.5)</td><td>WAITING</td></tr>
 * <tr><td></td><td>unregister</td><td>REMOVING</td></tr>
 * <tr><td>WAITING</td><td>back-off is over; refresh; the network changed</td><td>SENDING</td></tr>
 * <tr><td>REJECTED</td><td>refresh; the network changed</td><td>SENDING</td></tr>
 * <tr><td>WAITING, REJECTED</td><td>unregister</td><td>REMOVING while an older grant may last, else CLOSED</td></tr>
 * <tr><td>REMOVING</td><td>any outcome</td><td>CLOSED</td></tr>
 * </table>
 */
public final class Registration {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long EARLY_SECONDS = 60;
    private static final long MOST_SECONDS = 86_400;
    private static final int MOST_ROUTES = 8;
    private static final int LEAST_FLOW_TIMER = 5;
    private static final String OUTBOUND = "outbound";
    /** The option tag of RFC 5627. */
    static final String GRUU = "gruu";
    private static final int LONGEST_GRUU = 1024;

    private enum Phase { SENDING, STANDING, WAITING, REJECTED, REMOVING, CLOSED }

    private final AgentCore core;
    private final RegistrationRequest plan;
    private final RegistrationListener listener;
    private final Consumer<Registration> onClosed;
    private final Predicate<Registration> othersLive;
    private final ClientAuth auth;
    private final String callId;
    private final NameAddr from;
    private final long draw;
    private List<NameAddr> serviceRoute = List.of();
    private final Alarm refresh;
    private final FlowKeeper keeper;
    private Phase phase = Phase.SENDING;
    private RegistrationState state = new RegistrationState.Registering();
    private @Nullable Flow flow;
    private @Nullable Contact contact;
    private long cseq;
    private long askedSeconds;
    private long grantedUntil;
    private int failures;
    private boolean leaving;
    private boolean withoutFlow;
    private boolean keptByRegistrar;
    private boolean pushed;
    private @Nullable SipUri publicGruu;
    private @Nullable SipUri temporaryGruu;
    private @Nullable Flow proven;
    private @Nullable Outcome open;

    /** @param othersLive whether other flows of the same phone are registered */
    Registration(
            AgentCore core, RegistrationRequest plan, RegistrationListener listener, Consumer<Registration> onClosed,
            Predicate<Registration> othersLive) {
        this.othersLive = othersLive;
        this.core = core;
        this.plan = plan;
        this.listener = listener;
        this.onClosed = onClosed;
        auth = core.auth(plan.credentials());
        callId = core.newCallId();
        from = plan.addressOfRecord().withTag(core.newTag());
        refresh = core.alarm(this::send);
        keeper = new FlowKeeper(core, plan, this::wayLost, this::prove);
        cseq = core.ids.nextInt(1 << 16);
        draw = core.ids.nextLong();
        askedSeconds = plan.expires().toSeconds();
        core.tally.registrations++;
    }

    /** Where it stands. */
    public RegistrationState state() {
        return state;
    }

    /** What was asked for. */
    public RegistrationRequest request() {
        return plan;
    }

    /** The flow over which the registrar reaches us, and on which calls through it should go; empty until known. */
    public Optional<Flow> flow() {
        return Optional.ofNullable(flow);
    }

    /** The contact we gave; empty until the first REGISTER was sent. */
    public Optional<Contact> contact() {
        return Optional.ofNullable(contact);
    }

    /**
     * The proxies that requests of this user should pass, nearest first: what the registrar last asked for (RFC 3608
     * §5). Empty without such a wish, and while not registered.
     */
    public List<NameAddr> serviceRoute() {
        return state.registered() ? serviceRoute : List.of();
    }

    /** Registers anew now: the network changed, or the user corrected something. Does nothing while that happens. */
    public void refresh() {
        switch (phase) {
            case STANDING, WAITING, REJECTED -> send();
            case SENDING, REMOVING, CLOSED -> { }
        }
    }

    /** Removes the contact, then closes. */
    public void unregister() {
        switch (phase) {
            case SENDING -> leaving = true;
            case STANDING -> remove();
            case WAITING, REJECTED -> leave();
            case REMOVING, CLOSED -> { }
        }
    }

    void start() {
        send();
    }

    private void send() {
        if (phase != Phase.SENDING) {
            refresh.cancel();
            keeper.stop();
        }
        phase = Phase.SENDING;
        if (!state.registered()) {
            enter(new RegistrationState.Registering());
        }
        ask();
    }

    private void ask() {
        Outcome begun = new Outcome();
        open = begun;
        exchange(askedSeconds, begun);
    }

    private void exchange(long seconds, Exchange.Outcome outcome) {
        Uri first = plan.route().isEmpty() ? plan.registrar() : plan.route().get(0).uri();
        core.outbound.find(plan.nextHop(), first, Uris.isSecure(plan.registrar()), draw,
                way -> Exchange.start(core, auth, () -> ++cseq, over -> register(seconds, over), way, outcome),
                outcome::unreachable);
    }

    private SipRequest register(long seconds, Flow over) {
        Contact ours = core.outbound.contact(over, plan.contactUser(), Uris.isSecure(plan.registrar()));
        flow = over;
        contact = ours;
        SipRequest.Builder register = SipRequest.create(Method.REGISTER, plan.registrar())
                .set(HeaderKind.FROM, from)
                .set(HeaderKind.TO, plan.addressOfRecord())
                .set(HeaderKind.CALL_ID, callId)
                .set(HeaderKind.CSEQ, new CSeq(++cseq, Method.REGISTER))
                .set(HeaderKind.CONTACT, described(ours).withExpires(seconds))
                .set(HeaderKind.EXPIRES, seconds);
        plan.route().forEach(route -> register.add(HeaderKind.ROUTE, route));
        core.capabilities.describe(register);
        register.add(HeaderKind.SUPPORTED, "path"); // RFC 3327 §5.1
        if (isFlow()) {
            register.add(HeaderKind.SUPPORTED, OUTBOUND);
        }
        if (!plan.instance().isEmpty()) {
            register.add(HeaderKind.SUPPORTED, GRUU);
        }
        core.stamp(register);
        return register.build();
    }

    private boolean isFlow() {
        return plan.isFlow() && !withoutFlow;
    }

    private Contact described(Contact plain) {
        Contact ours = plan.push() == null ? plain : pushed(plain, plan.push());
        Contact described = plan.instance().isEmpty()
                ? ours : ours.withParameter("+sip.instance", "<" + plan.instance() + ">");
        return isFlow() ? described.withParameter("reg-id", Integer.toString(plan.regId())) : described;
    }

    private static Contact pushed(Contact plain, PushTarget push) {
        SipUri uri = ((SipUri) plain.uri()).withParameter("pn-provider", push.provider()).withParameter("pn-prid", push.prid());
        return Contact.of(push.param().isEmpty() ? uri : uri.withParameter("pn-param", push.param()));
    }

    /** Whether the registrar said that it, or a proxy before it, wakes us by our push notification (RFC 8599 §4.1.1). */
    public boolean pushed() {
        return pushed && state.registered();
    }

    /** Our address as this very phone, which says who we are; empty without one, and while not registered (RFC 5627 §4.2). */
    public Optional<SipUri> publicGruu() {
        return Optional.ofNullable(publicGruu).filter(uri -> state.registered());
    }

    /** The last address given us that leads to this phone and hides who we are; empty as the other. */
    public Optional<SipUri> temporaryGruu() {
        return Optional.ofNullable(temporaryGruu).filter(uri -> state.registered());
    }

    private void learnGruus(SipResponse response) {
        publicGruu = null;
        temporaryGruu = null;
        for (Contact listed : response.headers(HeaderKind.CONTACT)) {
            boolean ours = !plan.instance().isEmpty() && !listed.isStar()
                    && listed.parameters().get("+sip.instance").filter(("<" + plan.instance() + ">")::equals).isPresent();
            if (ours) {
                publicGruu = gruu(listed, "pub-gruu", publicGruu);
                temporaryGruu = gruu(listed, "temp-gruu", temporaryGruu);
            }
        }
    }

    /** What is no SIP URI, or too long to be put into every request, was not given. */
    private static @Nullable SipUri gruu(Contact listed, String name, @Nullable SipUri otherwise) {
        String text = listed.parameters().get(name).orElse("");
        if (text.isEmpty() || text.length() > LONGEST_GRUU) {
            return otherwise;
        }
        try {
            return Uri.of(text) instanceof SipUri uri && Outbound.isGruu(uri) ? uri.withoutHeaders().detached() : otherwise;
        } catch (SipSyntaxException malformed) {
            return otherwise;
        }
    }

    private void granted(SipResponse response) {
        learnGruus(response);
        PushTarget push = plan.push();
        pushed = push != null && response.rawAll("Feature-Caps").stream()
                .anyMatch(caps -> caps.contains("+sip.pns=\"" + push.provider() + '"'));
        keptByRegistrar = isFlow() && Capabilities.requires(response, OUTBOUND);
        failures = works() ? 0 : failures;
        long seconds = Math.min(MOST_SECONDS, grantedSeconds(response));
        if (seconds <= 0) {
            rejected(response.status(), "the registrar granted no time");
            return;
        }
        phase = Phase.STANDING;
        serviceRoute = response.headers(HeaderKind.SERVICE_ROUTE).stream().limit(MOST_ROUTES)
                .map(NameAddr::detached).toList();
        grantedUntil = core.loop.now() + seconds * NANOS_PER_SECOND;
        refresh.in(refreshAfter(seconds));
        if (flow != null) {
            keeper.start(flow, keptByRegistrar, keptByRegistrar ? flowTimer(response) : Duration.ZERO);
        }
        Instant until = core.wallClock().plusSeconds(seconds);
        enter(new RegistrationState.Registered(contact().orElseThrow(), seconds, until));
        leaveIfWanted();
    }

    /** How often the registrar wants signs of life (RFC 5626 §4.4); zero when it does not say, or nonsense. */
    private static Duration flowTimer(SipResponse response) {
        String text = response.raw("Flow-Timer").map(String::strip).orElse("");
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int seconds = number ? Integer.parseInt(text) : 0;
        return seconds < LEAST_FLOW_TIMER ? Duration.ZERO : Duration.ofSeconds(seconds);
    }

    /** The flow has shown life. */
    private void prove() {
        proven = flow;
        failures = 0;
    }

    /** Whether the flow was a success: it has shown life, where it is asked for any (RFC 5626 §4.5). */
    private boolean works() {
        return !keptByRegistrar || plan.keepAlive() != KeepAlive.CRLF || flow != null && flow.equals(proven);
    }

    /**
     * The lifetime of our contact in the list of the 2xx (§10.2.4), else what Expires says, else what we asked for. A
     * registrar that sees us behind a NAT may list another address instead of ours: then the shortest lifetime counts.
     */
    private long grantedSeconds(SipResponse response) {
        long overall = response.header(HeaderKind.EXPIRES).orElse(askedSeconds);
        long shortest = overall;
        for (Contact listed : response.headers(HeaderKind.CONTACT)) {
            long lifetime = listed.expires() >= 0 ? listed.expires() : overall;
            if (!listed.isStar() && isOurs(listed.uri())) {
                return lifetime;
            }
            shortest = Math.min(shortest, lifetime);
        }
        return shortest;
    }

    /** Registrars add parameters to the contacts they list: user, host and port tell whether it is ours. */
    private boolean isOurs(Uri listed) {
        Uri ours = contact().orElseThrow().uri();
        return ours instanceof SipUri one && listed instanceof SipUri other && one.bare().equivalentTo(other.bare());
    }

    /** A minute before the end, or at half time when it is short; up to a tenth earlier, so that clients spread. */
    private long refreshAfter(long seconds) {
        long latest = Math.max(seconds / 2, seconds - EARLY_SECONDS) * 1000;
        long millis = latest - core.ids.nextInt((int) (latest / 10) + 1);
        return Math.max(1, millis) * (NANOS_PER_SECOND / 1000);
    }

    private void refused(SipResponse response) {
        int status = response.status();
        long least = response.header(HeaderKind.MIN_EXPIRES).orElse(0L);
        if (status == 423 && least > askedSeconds && least <= MOST_SECONDS) {
            askedSeconds = least;
            ask();
        } else if (status == 439 && plan.isFlow() && !withoutFlow) {
            withoutFlow = true;
            ask();
        } else if (status == 408 || status == 429 || status == 430 || status == 480 || status >= 500 && status < 600) {
            long retryAfter = response.header(HeaderKind.RETRY_AFTER).map(RetryAfter::seconds).orElse(0L);
            await(status, response.reason(), retryAfter);
        } else {
            rejected(status, response.reason());
        }
    }

    private void await(int status, String text, long leastSeconds) {
        failures++;
        phase = Phase.WAITING;
        BackOff waits = plan.isFlow() && othersLive.test(this) ? plan.backOff().whileOthersLive() : plan.backOff();
        long wait = Math.max(
                waits.next(failures, core.ids), Math.min(leastSeconds, MOST_SECONDS) * NANOS_PER_SECOND);
        refresh.in(wait);
        enter(new RegistrationState.Waiting(status, text, core.wallClock().plusNanos(wait)));
        leaveIfWanted();
    }

    private void rejected(int status, String text) {
        phase = Phase.REJECTED;
        enter(new RegistrationState.Rejected(status, text));
        leaveIfWanted();
    }

    /**
     * The way to the registrar is dead, or the connection was closed: a new one is needed, now if this one has ever shown
     * life (RFC 5626 §4.5).
     */
    void wayLost() {
        if (phase == Phase.STANDING) {
            keeper.stop();
            boolean worked = works();
            proven = null;
            if (worked) {
                send();
            } else {
                await(408, "the flow failed before it showed any life", 0);
            }
        }
    }

    /** Our addresses are others now: leaves the flow, which {@code SipTransport} has closed, and registers over a new one. */
    public void networkChanged() {
        failures = 0;
        switch (phase) {
            case STANDING, WAITING, REJECTED, SENDING -> {
                flow = null; // that it is closed is no news
                send();
            }
            case REMOVING, CLOSED -> { }
        }
    }

    private void leaveIfWanted() {
        if (leaving) {
            unregister();
        }
    }

    private void leave() {
        if (core.loop.now() < grantedUntil) {
            remove();
        } else {
            close(false);
        }
    }

    private void remove() {
        refresh.cancel();
        keeper.stop();
        phase = Phase.REMOVING;
        enter(new RegistrationState.Unregistering());
        exchange(0, new Removal());
    }

    /** Stops at once and tells nobody outside. */
    void close(boolean confirmed) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        refresh.cancel();
        keeper.stop();
        core.tally.registrations--;
        onClosed.accept(this);
        enter(new RegistrationState.Unregistered(confirmed));
    }

    private void enter(RegistrationState next) {
        state = next;
        listener.onState(this, next);
    }

    private final class Outcome implements Exchange.Outcome {
        /** Whether nothing else was begun since. */
        private boolean isOpen() {
            return phase == Phase.SENDING && open == this;
        }

        @Override
        public void answered(SipResponse response) {
            if (isOpen()) {
                if (response.isSuccess()) {
                    granted(response);
                } else {
                    refused(response);
                }
            }
        }

        @Override
        public void unauthorised(SipResponse challenge, String reason) {
            if (isOpen()) {
                rejected(challenge.status(), reason);
            }
        }

        @Override
        public void unanswered() {
            if (isOpen()) {
                await(408, "no response", 0);
            }
        }

        @Override
        public void unreachable(String reason) {
            if (isOpen()) {
                await(503, reason, 0);
            }
        }
    }

    private final class Removal implements Exchange.Outcome {
        @Override
        public void answered(SipResponse response) {
            close(response.isSuccess());
        }

        @Override
        public void unauthorised(SipResponse challenge, String reason) {
            close(false);
        }

        @Override
        public void unanswered() {
            close(false);
        }

        @Override
        public void unreachable(String reason) {
            close(false);
        }
    }
}
