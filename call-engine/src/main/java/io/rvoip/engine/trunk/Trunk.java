package io.rvoip.engine.trunk;

import io.rvoip.common.Metrics;
import io.rvoip.common.Rate;
import io.rvoip.common.TokenBucket;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A trunk at work: what goes on over it, and whether it answers. Thread-safe: one short lock for all shards. */
public final class Trunk {
    private final TrunkConfig config;
    private final List<Credentials> credentials;
    private final TokenBucket rate;
    private final Metrics.Counter full;
    private final Metrics.Counter failed;
    private final Metrics.Counter unproven;
    private volatile TrunkState state = TrunkState.UNKNOWN;
    private volatile String registration;
    private volatile boolean registered;
    private volatile @Nullable InetAddress registrar;
    private int calls;

    /**
     * A trunk without calls. Measures {@code rvoip_trunk_up} (1 unless it is down) and {@code rvoip_trunk_calls}, counts
     * {@code rvoip_trunk_full_total} (calls beyond its limits) and {@code rvoip_trunk_failed_total} (calls that another
     * trunk had to take, or nobody) and {@code rvoip_trunk_unproven_total} (calls from its address without its certificate), each with the
     * label {@code trunk}.
     *
     * @throws io.rvoip.common.SecretUnavailableException when its password cannot be had
     */
    Trunk(TrunkConfig config, Metrics metrics, long now) {
        this.config = config;
        credentials = config.login()
                .map(login -> List.of(Credentials.anyRealm(login.user(), login.password().get()))).orElse(List.of());
        registration = config.login().isPresent() ? "not registered" : "";
        double perSecond = config.callsPerSecond();
        rate = new TokenBucket(new Rate(perSecond, (int) Math.max(1, Math.ceil(perSecond))), now);
        full = metrics.counter("rvoip_trunk_full_total", "trunk", config.name());
        failed = metrics.counter("rvoip_trunk_failed_total", "trunk", config.name());
        unproven = metrics.counter("rvoip_trunk_unproven_total", "trunk", config.name());
        metrics.gauge("rvoip_trunk_up", () -> state == TrunkState.DOWN ? 0 : 1, "trunk", config.name());
        metrics.gauge("rvoip_trunk_calls", this::calls, "trunk", config.name());
    }

    public TrunkConfig config() {
        return config;
    }

    /** Answers for the carrier's challenges. */
    public List<Credentials> credentials() {
        return credentials;
    }

    /** Whether a call would be let in now; takes nothing. */
    public synchronized boolean hasRoom(long now) {
        return calls < config.maxCalls() && rate.nanosUntilNext(now) == 0;
    }

    /**
     * Lets a call in or out, which is {@link #released} once; counts where there is no room.
     *
     * @param urgent an emergency call, which counts but is not held to our limits: the carrier may still refuse it
     */
    public synchronized boolean admit(long now, boolean urgent) {
        boolean room = urgent || calls < config.maxCalls() && rate.tryTake(now);
        if (room) {
            calls++;
        } else {
            full.increment();
        }
        return room;
    }

    /** A call that was let in or out is over. */
    public synchronized void released() {
        calls--;
    }

    /** A call could not go out by it. */
    public void failed() {
        failed.increment();
    }

    /** Calls over it, both ways together. */
    public synchronized int calls() {
        return calls;
    }

    public TrunkState state() {
        return state;
    }

    void state(TrunkState next) {
        state = next;
    }

    /** How its registration stands, for people; empty without a login. */
    public String registration() {
        return registration;
    }

    /** Whether the registrar has our contact, as far as it told us. */
    public boolean isRegistered() {
        return registered;
    }

    void registration(String text, boolean stands) {
        registration = text;
        registered = stands;
    }

    /** Where calls to our contact come from; null while nobody has it. */
    void registrar(@Nullable InetAddress server) {
        registrar = server;
    }

    /** Whether what comes from there is the carrier's. */
    boolean isFrom(InetAddress source) {
        return source.equals(registrar) || config.networks().stream().anyMatch(network -> network.contains(source));
    }

    /** Whether the peer of a connection has proved to be the carrier. */
    boolean isProven(TlsSession session) {
        return session.peerNames().stream()
                .anyMatch(name -> name.equalsIgnoreCase(config.domain()) || name.equalsIgnoreCase(config.address().host()));
    }

    /** A call came from its address, and nothing proved that it is the carrier's. */
    void unproven() {
        unproven.increment();
    }

    /** A number at the carrier. */
    public SipUri uri(String number) {
        SipUri there = config.address();
        SipUri place = config.domain().equals(there.host()) ? there : there.bare().withPort(-1).withHost(config.domain());
        return place.withUser(number).withParameter("user", "phone");
    }

    /** What the carrier is told of who calls. @param user of ours; empty for somebody who is none */
    public SipUri presents(String user) {
        return config.numberOf(user)
                .map(number -> SipUri.of(number, config.domain()).withParameter("user", "phone"))
                .or(() -> config.login().map(login -> SipUri.of(login.user(), config.domain())))
                .orElseGet(() -> SipUri.of("anonymous", "anonymous.invalid"));
    }
}
