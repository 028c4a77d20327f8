package io.rvoip.engine;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * One contact of an address of record at one moment.
 *
 * @param aor as in {@code sip:alice@rvoip.test}
 * @param contact the address the phone gave
 * @param transport {@code udp}, {@code tcp} …
 * @param source where its REGISTER came from
 * @param registeredAt when it was first registered
 * @param expiresAt when it ends unless refreshed
 * @param userAgent what the phone says it is
 */
public record RegistrationInfo(String aor, String contact, String transport, InetSocketAddress source,
        Instant registeredAt, Instant expiresAt, Optional<String> userAgent) {}
