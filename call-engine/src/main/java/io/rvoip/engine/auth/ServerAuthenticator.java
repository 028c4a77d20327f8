package io.rvoip.engine.auth;

import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.identity.Identity;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Finds out who sent a request, by digest (RFC 3261 §22, RFC 7616, RFC 8760). Whoever sends no credentials is challenged
 * from nothing but the request and a key; nothing is kept until a digest was right.
 *
 * <p>The order: form (400), URI (400), algorithm and quality of protection (a new challenge), lockout (403), digest
 * (a new challenge, the same for an unknown user and a wrong password, computed alike), nonce and nonce count (a new
 * challenge with {@code stale=true}), From (403).
 *
 * <p>ACK and CANCEL cannot be challenged (RFC 3261 §22.1), and requests within a dialog are known by their dialog; the
 * caller keeps both from here. {@link Gate} does, for one shard. Thread-safe.
 */
public final class ServerAuthenticator implements UserCheck {
    private final Domains domains;
    private final UserDirectory users;
    private final AuthSettings settings;
    private final Digest digest;
    private final Nonces nonces;
    private final NonceLedger ledger;
    private final Challenges challenges;
    private final CredentialsReader reader;
    private final Lockout lockout;
    private final Map<DigestAlgorithm, String> dummies = new EnumMap<>(DigestAlgorithm.class);
    private final Map<AuthFailure, Metrics.Counter> failures = new EnumMap<>(AuthFailure.class);
    private final RateLimitedLog log;
    private final TimeSource time;

    /**
     * An authenticator for all shards of a server. Counts {@code rvoip_auth_failures_total{reason}},
     * {@code rvoip_auth_challenges_total} and {@code rvoip_auth_lockouts_total}, measures {@code rvoip_blocked_sources}.
     *
     * @param ids unguessable: the key of the nonces is made of it
     * @throws io.rvoip.common.crypto.AlgorithmUnavailableException when {@code crypto} lacks a configured algorithm
     */
    public ServerAuthenticator(
            Domains domains, UserDirectory users, AuthSettings settings, LockoutLimits lockoutLimits,
            CryptoProvider crypto, IdSource ids, TimeSource time, Metrics metrics) {
        this.domains = domains;
        this.time = time;
        this.users = users;
        this.settings = settings;
        digest = new Digest(crypto);
        nonces = new Nonces(crypto, ids, domains.realm(), settings.nonceLifetime().toNanos(), time.nanoTime());
        ledger = new NonceLedger(settings.maxNonces());
        challenges = new Challenges(domains.realm(), settings);
        reader = new CredentialsReader(domains.realm(), settings);
        lockout = new Lockout(lockoutLimits, time, metrics);
        log = new RateLimitedLog(LoggerFactory.getLogger(ServerAuthenticator.class), time);
        for (DigestAlgorithm algorithm : settings.algorithms()) {
            byte[] nobody = new byte[16];
            ids.nextBytes(nobody);
            dummies.put(algorithm.base(), digest.ha1(algorithm, "", domains.realm(), Bytes.hex(nobody)));
        }
        for (AuthFailure reason : EnumSet.complementOf(EnumSet.of(AuthFailure.OVER_LIMIT))) {
            failures.put(reason, reason == AuthFailure.NO_CREDENTIALS
                    ? metrics.counter("rvoip_auth_challenges_total")
                    : metrics.counter("rvoip_auth_failures_total", "reason", reason.id()));
        }
    }

    /** The realm that users must have their HA1 for. */
    public String realm() {
        return domains.realm();
    }

    /**
     * Decides about a request, which must be neither ACK nor CANCEL. Each call uses the nonce count up: ask once.
     *
     * @param source where the request came from, without its port
     * @param now on the scale of the constructor's time source
     * @return complete at once when the user directory answers at once or is not needed; never fails
     * @throws IllegalArgumentException for ACK and CANCEL
     */
    public CompletionStage<AuthResult> authenticate(
            SipRequest request, ChallengeKind kind, InetAddress source, long now) {
        if (request.method().equals(Method.ACK) || request.method().equals(Method.CANCEL)) {
            throw new IllegalArgumentException("request: " + request.method() + " cannot be challenged");
        }
        Attempt attempt = new Attempt(request, kind, source, now);
        CredentialsReader.Reading reading = reader.read(request, kind.credentials());
        DigestCredentials credentials = reading.credentials();
        if (credentials == null) {
            return done(attempt.denied(reading.fault() == null ? AuthFailure.MALFORMED : reading.fault()));
        }
        if (lockout.isLocked(source, credentials.username(), now)) {
            return done(attempt.denied(AuthFailure.LOCKED));
        }
        return ask(credentials.username()).handle((user, failure) -> {
            if (failure != null) {
                log.warn("the user directory failed: {}", failure.toString());
                return attempt.denied(AuthFailure.UNAVAILABLE);
            }
            return attempt.decide(credentials, user);
        });
    }

    @Override
    public CompletionStage<Verdict> check(String method, String target, String field, InetAddress source) {
        long now = time.nanoTime();
        CredentialsReader.Reading reading = reader.read(field, target);
        DigestCredentials credentials = reading.credentials();
        if (credentials == null) {
            return CompletableFuture.completedStage(unknown(reading.fault() == null ? AuthFailure.MALFORMED : reading.fault(), now));
        }
        if (lockout.isLocked(source, credentials.username(), now)) {
            return CompletableFuture.completedStage(unknown(AuthFailure.LOCKED, now));
        }
        return ask(credentials.username()).handle((user, failure) -> {
            if (failure != null) {
                log.warn("the user directory failed: {}", failure.toString());
                return unknown(AuthFailure.UNAVAILABLE, now);
            }
            AuthFailure fault = fault(credentials, user, Method.of(method), new byte[0], source, now);
            return fault == null ? new Verdict.Known(credentials.username()) : unknown(fault, now);
        });
    }

    private Verdict unknown(AuthFailure reason, long now) {
        failures.get(reason).increment();
        return switch (reason) {
            case NO_CREDENTIALS, ALGORITHM, QOP, UNKNOWN_USER, WRONG_PASSWORD ->
                new Verdict.Unknown(reason, challenges.texts(nonces.issue(now), false));
            case STALE_NONCE, REPLAY -> new Verdict.Unknown(reason, challenges.texts(nonces.issue(now), true));
            case MALFORMED, WRONG_URI, IDENTITY, LOCKED, UNAVAILABLE, OVER_LIMIT -> new Verdict.Unknown(reason, List.of());
        };
    }

    @Override
    public List<String> challenges() {
        failures.get(AuthFailure.NO_CREDENTIALS).increment();
        return challenges.texts(nonces.issue(time.nanoTime()), false);
    }

    /** What is wrong with credentials of good form; null when they are right, and are used up then. */
    private @Nullable AuthFailure fault(
            DigestCredentials credentials, Optional<UserAccount> user, Method method, byte[] content, InetAddress source, long now) {
        DigestAlgorithm algorithm = credentials.algorithm().orElseThrow();
        @Nullable Secret ha1 = user.flatMap(known -> known.ha1(algorithm)).orElse(null);
        String key = ha1 == null ? dummies.get(algorithm.base()) : ha1.reveal();
        byte[] body = credentials.qop().filter("auth-int"::equals).isPresent() ? content : new byte[0];
        boolean matches = digest.verify(credentials, key, method, body) && ha1 != null;
        if (!matches) {
            lockout.failed(source, credentials.username(), now);
            return user.isEmpty() ? AuthFailure.UNKNOWN_USER : AuthFailure.WRONG_PASSWORD;
        }
        Nonces.Reading nonce = nonces.read(credentials.nonce(), now);
        if (!nonce.isGood()) {
            return AuthFailure.STALE_NONCE;
        }
        if (!claim(nonce.serial(), credentials, method, now)) {
            return AuthFailure.REPLAY;
        }
        lockout.succeeded(source, credentials.username());
        return null;
    }

    private boolean claim(long serial, DigestCredentials credentials, Method method, long now) {
        boolean countless = credentials.qop().isEmpty();
        boolean spend = countless || settings.oneUseMethods().contains(method);
        return ledger.claim(serial, countless ? 1 : credentials.nonceCount(), spend, nonces.oldest(now));
    }

    private CompletionStage<Optional<UserAccount>> ask(String name) {
        try {
            return users.find(name);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static CompletionStage<AuthResult> done(AuthResult result) {
        return CompletableFuture.completedFuture(result);
    }

    /** How many used nonces are remembered. */
    int noncesInUse() {
        return ledger.size();
    }

    /** One request on its way. */
    private final class Attempt {
        private final SipRequest request;
        private final ChallengeKind kind;
        private final InetAddress source;
        private final long now;

        Attempt(SipRequest request, ChallengeKind kind, InetAddress source, long now) {
            this.request = request;
            this.kind = kind;
            this.source = source;
            this.now = now;
        }

        AuthResult decide(DigestCredentials credentials, Optional<UserAccount> user) {
            AuthFailure fault = fault(credentials, user, request.method(), request.body(), source, now);
            if (fault != null) {
                return denied(fault);
            }
            return mayWriteFrom(credentials.username())
                    ? new AuthResult.Authenticated(credentials.username(), credentials.algorithm().orElseThrow())
                    : denied(AuthFailure.IDENTITY);
        }

        private boolean mayWriteFrom(String user) {
            return switch (settings.identityRule(request.method())) {
                case ANY_FROM -> true;
                case OWN_FROM -> Identity.isAnonymous(request.from()) || request.from().uri() instanceof SipUri from
                        && domains.serves(from) && from.user().filter(user::equals).isPresent();
            };
        }

        /** @param reason one that authentication finds; {@link AuthFailure#OVER_LIMIT} is the {@link Gate}'s */
        AuthResult denied(AuthFailure reason) {
            failures.get(reason).increment();
            return switch (reason) {
                case NO_CREDENTIALS, ALGORITHM, QOP, UNKNOWN_USER, WRONG_PASSWORD -> challenge(reason, false);
                case STALE_NONCE, REPLAY -> challenge(reason, true);
                case MALFORMED, WRONG_URI -> refuse(reason, 400);
                case IDENTITY, LOCKED -> refuse(reason, 403);
                case UNAVAILABLE -> refuse(reason, 500);
                case OVER_LIMIT -> refuse(reason, 503);
            };
        }

        private AuthResult challenge(AuthFailure reason, boolean stale) {
            SipResponse.Builder response = challenges.write(request, kind, nonces.issue(now), stale);
            return new AuthResult.Challenge(reason, response);
        }

        private AuthResult refuse(AuthFailure reason, int status) {
            return new AuthResult.Refused(reason, request.respond(status));
        }
    }
}
