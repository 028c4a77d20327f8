package io.rvoip.engine.registrar;

import io.rvoip.common.Expect;
import io.rvoip.session.NextHop;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * Where one phone of a user is reached: a contact of an address of record (RFC 3261 §10), and the flow it registered
 * over. A value; keeps nothing of the message it came from.
 *
 * @param aor canonical address of record
 * @param contact what stands in the Request-URI of calls to this phone; without headers
 * @param q preference, 0.0-1.0
 * @param flow over which it was registered; its remote address is the one the REGISTER was really sent from
 * @param reach by which way requests go
 * @param callId of the REGISTER
 * @param cseq of the REGISTER
 * @param expiresAt when it ends, in monotonic nanoseconds
 * @param userAgent what the phone calls itself, shortened; empty when it does not say
 * @param registeredAtMillis when it was first registered, in milliseconds of the epoch
 * @param reachable false when its keep-alive went unanswered
 * @param path proxies between us and the phone, our neighbour first: the Route of requests to it (RFC 3327)
 * @param device which phone it is
 */
public record Binding(
        String aor, SipUri contact, double q, Flow flow, Reach reach, String callId, long cseq, long expiresAt,
        String userAgent, long registeredAtMillis, boolean reachable, List<NameAddr> path, Device device) {
    /** Checks the ranges. */
    public Binding {
        Expect.notBlank("aor", aor);
        Expect.inRange("q", q, 0.0, 1.0);
        Expect.inRange("cseq", cseq, 0, Integer.MAX_VALUE);
        path = List.copyOf(path);
    }

    /** A phone without extensions: no proxies, no instance. */
    public Binding(
            String aor, SipUri contact, double q, Flow flow, Reach reach, String callId, long cseq, long expiresAt,
            String userAgent, long registeredAtMillis, boolean reachable) {
        this(aor, contact, q, flow, reach, callId, cseq, expiresAt, userAgent, registeredAtMillis, reachable, List.of(),
                Device.UNNAMED);
    }

    /** The address the REGISTER was really sent from. */
    public InetSocketAddress source() {
        return flow.remote();
    }

    /** Where requests to this phone go; their Request-URI is {@link #contact()}, their Route is {@link #path()}. */
    public NextHop nextHop() {
        return switch (reach) {
            case FLOW, NAT_FLOW -> NextHop.over(flow);
            case CONTACT -> NextHop.byUri();
        };
    }

    /** Whether it is over by then. */
    public boolean isExpired(long now) {
        return expiresAt - now <= 0;
    }

    /** Seconds left, rounded up; 0 when it is over. */
    public long expiresIn(long now) {
        return isExpired(now) ? 0 : (expiresAt - now + 999_999_999L) / 1_000_000_000L;
    }

    /** When it was first registered. */
    public Instant registeredAt() {
        return Instant.ofEpochMilli(registeredAtMillis);
    }

    /** Whether it is the binding of this contact of this user (RFC 3261 §19.1.4). */
    public boolean isFor(SipUri uri) {
        return contact.equivalentTo(uri);
    }

    /** The same, reachable or not. */
    public Binding withReachable(boolean yes) {
        return new Binding(
                aor, contact, q, flow, reach, callId, cseq, expiresAt, userAgent, registeredAtMillis, yes,
                path, device);
    }

    /** The same phone, as it says now who it is. */
    Binding withDevice(Device other) {
        return new Binding(
                aor, contact, q, flow, reach, callId, cseq, expiresAt, userAgent, registeredAtMillis, reachable, path, other);
    }

    /** The same, registered since then. */
    Binding withRegisteredAt(long millis) {
        return new Binding(
                aor, contact, q, flow, reach, callId, cseq, expiresAt, userAgent, millis, reachable, path, device);
    }
}
