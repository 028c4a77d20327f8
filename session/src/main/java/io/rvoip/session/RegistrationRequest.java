package io.rvoip.session;

import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.util.List;

/**
 * A registration to be kept (RFC 3261 §10.2).
 *
 * @param registrar request URI: the domain, without user part
 * @param addressOfRecord To and From: who is registered
 * @param contactUser user part of our Contact; empty for none
 * @param route proxies to pass, nearest first
 * @param nextHop where the REGISTER is sent
 * @param credentials answers for whoever challenges it
 * @param expires lifetime asked for; 60 s to 24 h
 * @param backOff waits after failures
 * @param keepAlive how the way is kept open
 * @param keepAliveInterval how often; 5 s to 1 h
 */
public record RegistrationRequest(
        Uri registrar,
        NameAddr addressOfRecord,
        String contactUser,
        List<NameAddr> route,
        NextHop nextHop,
        List<Credentials> credentials,
        Duration expires,
        BackOff backOff,
        KeepAlive keepAlive,
        Duration keepAliveInterval) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(25);

    public RegistrationRequest {
        route = List.copyOf(route);
        credentials = List.copyOf(credentials);
        require("expires", expires, Duration.ofSeconds(60), Duration.ofHours(24));
        require("keepAliveInterval", keepAliveInterval, Duration.ofSeconds(5), HOUR);
    }

    private static void require(String what, Duration value, Duration lowest, Duration highest) {
        if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
            throw new IllegalArgumentException(
                    what + ": " + value + " (expected: " + lowest.toSeconds() + " s to " + highest.toSeconds() + " s)");
        }
    }

    /** A registration for an hour, without credentials, kept open by CRLF every 25 s. */
    public static RegistrationRequest of(Uri registrar, NameAddr addressOfRecord) {
        return new RegistrationRequest(
                registrar, addressOfRecord, Uris.user(addressOfRecord.uri()), List.of(), NextHop.byUri(), List.of(),
                HOUR, BackOff.DEFAULT, KeepAlive.CRLF, KEEP_ALIVE);
    }

    /** The same with another user part in the Contact. */
    public RegistrationRequest withContactUser(String user) {
        return new RegistrationRequest(registrar, addressOfRecord, user, route, nextHop, credentials, expires,
                backOff, keepAlive, keepAliveInterval);
    }

    /** The same through these proxies. */
    public RegistrationRequest withRoute(List<NameAddr> proxies) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, proxies, nextHop, credentials, expires,
                backOff, keepAlive, keepAliveInterval);
    }

    /** The same sent to another place. */
    public RegistrationRequest withNextHop(NextHop hop) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, hop, credentials, expires,
                backOff, keepAlive, keepAliveInterval);
    }

    /** The same with credentials. */
    public RegistrationRequest withCredentials(List<Credentials> all) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, all, expires,
                backOff, keepAlive, keepAliveInterval);
    }

    /** The same for another lifetime. */
    public RegistrationRequest withExpires(Duration lifetime) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, lifetime,
                backOff, keepAlive, keepAliveInterval);
    }

    /** The same with other waits after failures. */
    public RegistrationRequest withBackOff(BackOff waits) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                waits, keepAlive, keepAliveInterval);
    }

    /** The same kept open in another way. */
    public RegistrationRequest withKeepAlive(KeepAlive way, Duration interval) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                backOff, way, interval);
    }
}
