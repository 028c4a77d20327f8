package io.rvoip.session.auth;

import io.rvoip.common.IdSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.AuthenticationInfo;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one call or registration knows about those who challenged it: answers 401 and 407, several realms at once, and
 * shows the answers again in later requests, with rising nonce counts (RFC 3261 §22.2, §22.3, RFC 7616 §3.4, RFC 8760).
 * Confined to the loop of its owner.
 *
 * <p>Of several challenges of one realm the strongest that the {@link AuthPolicy} allows is answered. A realm that
 * rejects fresh credentials is not answered again, except once when it says that only the nonce was stale.
 */
public final class ClientAuth {
    private static final int MOST_REALMS = 8;

    private final List<Credentials> credentials;
    private final AuthPolicy policy;
    private final IdSource ids;
    private final Digest digest;
    private final Map<Space, Protection> spaces = new LinkedHashMap<>();
    private int rounds;

    /** Answers with these credentials, hashing with what the JDK has. */
    public ClientAuth(List<Credentials> credentials, AuthPolicy policy, IdSource ids) {
        this(credentials, policy, ids, CryptoProvider.jdk());
    }

    /**
     * Answers with these credentials.
     *
     * @param ids unguessable: cnonces are made of it
     */
    public ClientAuth(List<Credentials> credentials, AuthPolicy policy, IdSource ids, CryptoProvider crypto) {
        this.credentials = List.copyOf(credentials);
        this.policy = policy;
        this.ids = ids;
        digest = new Digest(crypto);
    }

    /** Who challenged: a realm, as a proxy or as the server. */
    record Space(String realm, boolean proxy) {}

    /**
     * Answers a 401 or 407.
     *
     * @param request the request that was challenged; what is sent instead needs a new CSeq
     */
    public AuthOutcome answer(SipRequest request, SipResponse challenged) {
        if (++rounds > policy.maxRounds()) {
            return new AuthOutcome.Failed("challenged more than " + policy.maxRounds() + " times");
        }
        Map<Space, List<DigestChallenge>> bySpace = bySpace(challenged);
        if (bySpace.isEmpty()) {
            return new AuthOutcome.Failed("the " + challenged.status() + " has no digest challenge");
        }
        List<String> problems = new ArrayList<>();
        Optional<String> answered = Optional.empty();
        for (Map.Entry<Space, List<DigestChallenge>> one : bySpace.entrySet()) {
            Optional<String> problem = take(one.getKey(), one.getValue());
            problem.ifPresent(problems::add);
            if (problem.isEmpty() && answered.isEmpty()) {
                answered = Optional.of(one.getKey().realm());
            }
        }
        return answered.isEmpty()
                ? new AuthOutcome.Failed(String.join("; ", problems))
                : new AuthOutcome.Retry(authorise(request), answered.get());
    }

    private static Map<Space, List<DigestChallenge>> bySpace(SipResponse response) {
        Map<Space, List<DigestChallenge>> found = new LinkedHashMap<>();
        for (DigestChallenge challenge : response.headers(HeaderKind.WWW_AUTHENTICATE)) {
            found.computeIfAbsent(new Space(challenge.realm(), false), any -> new ArrayList<>()).add(challenge);
        }
        for (DigestChallenge challenge : response.headers(HeaderKind.PROXY_AUTHENTICATE)) {
            found.computeIfAbsent(new Space(challenge.realm(), true), any -> new ArrayList<>()).add(challenge);
        }
        return found;
    }

    /** Takes the best challenge of a realm; tells what is in the way. */
    private Optional<String> take(Space space, List<DigestChallenge> challenges) {
        Optional<DigestChallenge> best = challenges.stream()
                .filter(this::isAllowed)
                .max(Comparator.comparing(challenge -> challenge.algorithm().orElseThrow()));
        if (best.isEmpty()) {
            return Optional.of("realm \"" + space.realm() + "\" offers nothing the policy allows");
        }
        Optional<Credentials> mine = credentialsFor(space.realm());
        if (mine.isEmpty()) {
            return Optional.of("no credentials for realm \"" + space.realm() + "\"");
        }
        Protection known = spaces.get(space);
        if (known == null && spaces.size() >= MOST_REALMS) {
            return Optional.of("more than " + MOST_REALMS + " realms want credentials");
        }
        if (known != null && !known.mayRetry(best.get().stale())) {
            return Optional.of("realm \"" + space.realm() + "\" rejected the credentials of " + mine.get().username());
        }
        spaces.put(space, new Protection(digest, narrowed(best.get()), mine.get(), known));
        return Optional.empty();
    }

    private boolean isAllowed(DigestChallenge challenge) {
        Optional<DigestAlgorithm> algorithm = challenge.algorithm();
        if (algorithm.isEmpty() || !policy.algorithms().contains(algorithm.get()) || !digest.knows(algorithm.get())) {
            return false;
        }
        List<String> qop = challenge.qop();
        return qop.isEmpty() ? policy.withoutQop() : qop.contains("auth") || qop.contains("auth-int");
    }

    /** auth-int only where nothing else is offered: bodies change on the way too often. */
    private static DigestChallenge narrowed(DigestChallenge challenge) {
        return challenge.qop().contains("auth") ? challenge.with("qop", "auth") : challenge;
    }

    private Optional<Credentials> credentialsFor(String realm) {
        return credentials.stream()
                .filter(one -> one.isFor(realm))
                .max(Comparator.comparing(one -> !one.realm().isEmpty()));
    }

    /** The request with answers for every realm known so far; unchanged when there is none. */
    public SipRequest authorise(SipRequest request) {
        if (spaces.isEmpty()) {
            return request;
        }
        SipRequest.Builder builder = request.toBuilder().removeRaw("Authorization").removeRaw("Proxy-Authorization");
        spaces.forEach((space, protection) -> protection.answer(request, ids.token()).ifPresent(
                answer -> builder.addRaw(space.proxy() ? "Proxy-Authorization" : "Authorization", answer)));
        return builder.build();
    }

    /** A response other than 401 and 407 came: the credentials were good, the next challenge is a new one. */
    public void passed(SipResponse response) {
        rounds = 0;
        spaces.values().forEach(Protection::passed);
        response.header(HeaderKind.AUTHENTICATION_INFO).flatMap(AuthenticationInfo::nextNonce).ifPresent(this::nextNonce);
    }

    /** The server gives a new nonce for the next request; it does not say its realm, so there must be only one. */
    private void nextNonce(String nonce) {
        List<Protection> servers = spaces.entrySet().stream()
                .filter(one -> !one.getKey().proxy())
                .map(Map.Entry::getValue)
                .toList();
        if (servers.size() == 1) {
            servers.get(0).nextNonce(nonce);
        }
    }
}
