package io.rvoip.api.internal.http;

import io.rvoip.api.ApiKey;
import io.rvoip.api.HttpLimits;
import io.rvoip.api.Scope;
import io.rvoip.api.internal.contract.Operation;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.PrefixLimiter;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.common.TokenBucket;
import io.rvoip.engine.auth.AuthFailure;
import io.rvoip.engine.auth.UserCheck;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Decides who may do what: the same object for REST and WebSocket, asked before either begins.
 *
 * <p>The key comes as {@code Authorization: Bearer SECRET} (RFC 6750 §2.1) and nowhere else. All keys are compared,
 * by hash, each in constant time. Wrong credentials are counted by source; a source with too many of them is refused
 * before its key is looked at, so that guessing is as slow as the limit says. Where the contract lets users of SIP in, they
 * come as {@code Authorization: Digest} with the password of their phone, which the engine checks. Thread-safe.
 */
public final class Authorizer {
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]{1,512}=*)");
    private static final String CHALLENGE = "Bearer realm=\"rvoip\"";
    private static final String DIGEST = "Digest ";
    private static final int SOURCES = 4096;
    private static final String NOBODY = "";

    private final List<Holder> holders = new ArrayList<>();
    private final Supplier<Optional<UserCheck>> users;
    private final PrefixLimiter failures;
    private final Metrics metrics;
    private final RateLimitedLog log;

    /**
     * Knows these keys and users.
     *
     * @param users who knows users of SIP; empty where nobody does
     */
    public Authorizer(List<ApiKey> keys, Supplier<Optional<UserCheck>> users, HttpLimits limits, IdSource ids, Metrics metrics, TimeSource time) {
        keys.forEach(key -> holders.add(new Holder(key, new TokenBucket(limits.requests(), time.nanoTime()))));
        this.users = users;
        failures = new PrefixLimiter(PrefixLimiter.Scope.PREFIX, limits.failures(), SOURCES, ids);
        this.metrics = metrics;
        log = new RateLimitedLog(LoggerFactory.getLogger(Authorizer.class), time);
    }

    /**
     * Whether a request may go on.
     *
     * @param credentials the values of all Authorization fields
     * @param source where the request came from
     */
    public Decision decide(Operation operation, List<String> credentials, InetAddress source, long now) {
        if (credentials.isEmpty()) {
            return operation.open() ? new Decision.Granted(Caller.NOBODY) : missing(operation);
        }
        if (exhausted(source, now)) {
            return tooMany("too-many-failures", "Too many wrong credentials", "over_rate", NOBODY);
        }
        Optional<Holder> holder = credentials.size() == 1 ? holder(credentials.get(0)) : Optional.empty();
        if (holder.isEmpty()) {
            return wrong(source, now);
        }
        return holder.get().decide(operation, now);
    }

    /** Whether credentials are those of a user of SIP, for an operation that takes them: then {@link #decideUser} is to be asked. */
    public static boolean isUser(Operation operation, List<String> credentials) {
        return operation.users() && credentials.size() == 1 && credentials.get(0).regionMatches(true, 0, DIGEST, 0, DIGEST.length());
    }

    /**
     * Whether a request of a user may go on (RFC 7616), with the bounds on guessing that keys have.
     *
     * @param method as it was sent
     * @param target as it was sent
     * @param credentials the one Authorization field
     * @return never fails
     */
    public CompletionStage<Decision> decideUser(String method, String target, String credentials, InetAddress source, long now) {
        Optional<UserCheck> check = users.get();
        if (check.isEmpty()) {
            return CompletableFuture.completedStage(wrong(source, now));
        }
        if (exhausted(source, now)) {
            return CompletableFuture.completedStage(tooMany("too-many-failures", "Too many wrong credentials", "over_rate", NOBODY));
        }
        return check.get().check(method, target, credentials, source).thenApply(verdict -> {
            if (verdict instanceof UserCheck.Verdict.Known known) {
                return new Decision.Granted(new Caller(known.user(), true, true));
            }
            UserCheck.Verdict.Unknown unknown = (UserCheck.Verdict.Unknown) verdict;
            return unknown.reason() == AuthFailure.STALE_NONCE ? challenged("stale", "The nonce is too old", unknown.challenges())
                    : wrongUser(unknown, source, now);
        });
    }

    private Decision wrongUser(UserCheck.Verdict.Unknown unknown, InetAddress source, long now) {
        Decision refused = wrong(source, now);
        return switch (unknown.reason()) {
            case LOCKED -> new Decision.Denied(HttpProblem.of(403, "locked", "Not now", ""), NOBODY);
            case UNAVAILABLE -> new Decision.Denied(HttpProblem.of(503, "unavailable", "Users cannot be looked up", ""), NOBODY);
            case MALFORMED, WRONG_URI -> refused;
            default -> challenged("invalid-user", "User or password is not known", unknown.challenges());
        };
    }

    private static Decision challenged(String slug, String title, List<String> challenges) {
        return new Decision.Denied(HttpProblem.of(401, slug, title, "")
                .withHeaders(Map.of("WWW-Authenticate", String.join(", ", challenges))), NOBODY);
    }

    private Optional<Holder> holder(String credential) {
        var match = BEARER.matcher(credential);
        if (!match.matches()) {
            return Optional.empty();
        }
        byte[] hash = ApiKey.hash(match.group(1).getBytes(StandardCharsets.US_ASCII));
        @Nullable Holder found = null;
        for (Holder holder : holders) {
            if (holder.key.matches(hash)) {
                found = holder;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean exhausted(InetAddress source, long now) {
        synchronized (failures) {
            return !failures.hasToken(source, now);
        }
    }

    private Decision missing(Operation operation) {
        count("missing");
        List<String> challenges = new ArrayList<>(List.of(CHALLENGE));
        if (operation.users()) {
            users.get().map(UserCheck::challenges).ifPresent(challenges::addAll);
        }
        return new Decision.Denied(HttpProblem.of(401, "unauthorized", "A key is needed",
                "Send Authorization: Bearer SECRET.").withHeaders(Map.of("WWW-Authenticate", String.join(", ", challenges))), NOBODY);
    }

    private Decision wrong(InetAddress source, long now) {
        synchronized (failures) {
            failures.tryTake(source, now);
        }
        count("invalid");
        log.warn("Wrong API credentials from {}", source.getHostAddress());
        return new Decision.Denied(HttpProblem.of(401, "invalid-key", "The key is not known", "")
                .withHeaders(Map.of("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"")), NOBODY);
    }

    private Decision tooMany(String slug, String title, String reason, String who) {
        count(reason);
        return new Decision.Denied(HttpProblem.of(429, slug, title, "")
                .withHeaders(Map.of("Retry-After", "1")), who);
    }

    private void count(String reason) {
        metrics.counter("rvoip_api_auth_failures_total", "reason", reason).increment();
    }

    private final class Holder {
        private final ApiKey key;
        private final TokenBucket bucket;

        Holder(ApiKey key, TokenBucket bucket) {
            this.key = key;
            this.bucket = bucket;
        }

        Decision decide(Operation operation, long now) {
            synchronized (bucket) {
                if (!bucket.tryTake(now)) {
                    return tooMany("too-many-requests", "Too many requests with this key", "key_over_rate", key.name());
                }
            }
            boolean full = operation.permits(key.scopes());
            if (full || operation.open()) {
                return new Decision.Granted(new Caller(key.name(), false, full));
            }
            count("scope");
            String needed = operation.named().stream().map(Scope::id).collect(Collectors.joining(" "));
            return new Decision.Denied(HttpProblem.of(403, "forbidden", "The key lacks a scope", "Needed: " + needed)
                    .withHeaders(Map.of("WWW-Authenticate",
                            CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed + "\"")), key.name());
        }
    }
}
