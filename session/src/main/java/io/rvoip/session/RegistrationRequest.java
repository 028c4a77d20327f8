package io.rvoip.session;

import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param keepAliveInterval how often; 5 s to 1 h. Where the registrar keeps flows and says how often, that counts
 * @param instance URN of this phone, the same for all its flows and after a restart (RFC 5626 §4.1); empty for none
 * @param regId which of its flows this is, 1 to 2^31-1; 0 for a contact that is no flow
 * @param push by which push notification we are woken; null when we do not sleep
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
        Duration keepAliveInterval,
        String instance,
        int regId,
        @Nullable PushTarget push) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LONGEST_INSTANCE = 200;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(25);

    public RegistrationRequest {
        route = List.copyOf(route);
        credentials = List.copyOf(credentials);
        if (!instance.isEmpty() && !isInstance(instance)) {
            throw new IllegalArgumentException("instance: \"" + instance + "\" (expected: a URN, as in urn:uuid:…)");
        }
        if (regId < 0 || regId > 0 && instance.isEmpty()) {
            throw new IllegalArgumentException("regId: " + regId + " (expected: 1-2147483647 with an instance, or 0)");
        }
        require("expires", expires, Duration.ofSeconds(60), Duration.ofHours(24));
        require("keepAliveInterval", keepAliveInterval, Duration.ofSeconds(5), HOUR);
    }

    /** Whether a text is a URN that can stand in a Contact. */
    public static boolean isInstance(String urn) {
        return urn.startsWith("urn:") && urn.length() <= LONGEST_INSTANCE
                && urn.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '<' && c != '>' && c != '\\');
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
                HOUR, BackOff.DEFAULT, KeepAlive.CRLF, KEEP_ALIVE, "", 0, null);
    }

    /** The same with another user part in the Contact. */
    public RegistrationRequest withContactUser(String user) {
        return new RegistrationRequest(registrar, addressOfRecord, user, route, nextHop, credentials, expires,
                backOff, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same through these proxies. */
    public RegistrationRequest withRoute(List<NameAddr> proxies) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, proxies, nextHop, credentials, expires,
                backOff, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same sent to another place. */
    public RegistrationRequest withNextHop(NextHop hop) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, hop, credentials, expires,
                backOff, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same with credentials. */
    public RegistrationRequest withCredentials(List<Credentials> all) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, all, expires,
                backOff, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same for another lifetime. */
    public RegistrationRequest withExpires(Duration lifetime) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, lifetime,
                backOff, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same with other waits after failures. */
    public RegistrationRequest withBackOff(BackOff waits) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                waits, keepAlive, keepAliveInterval, instance, regId, push);
    }

    /** The same kept open in another way. */
    public RegistrationRequest withKeepAlive(KeepAlive way, Duration interval) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                backOff, way, interval, instance, regId, push);
    }

    /**
     * The same as one flow of a phone (RFC 5626 §4.2): through each proxy it registers by, with a number of its own and the
     * same instance. Failed attempts are repeated by §4.5: {@link BackOff#FLOWS}, unless {@link #withBackOff} follows.
     */
    public RegistrationRequest withFlow(String urn, int number) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                BackOff.FLOWS, keepAlive, keepAliveInterval, urn, number, push);
    }

    /** The same for a phone that sleeps and is woken (RFC 8599): it registers anew when a notification comes. */
    public RegistrationRequest withPush(PushTarget target) {
        return new RegistrationRequest(registrar, addressOfRecord, contactUser, route, nextHop, credentials, expires,
                backOff, keepAlive, keepAliveInterval, instance, regId, target);
    }

    /** Whether this is a flow of a phone. */
    public boolean isFlow() {
        return regId > 0;
    }
}
