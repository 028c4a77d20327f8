package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;

/** A server with two users, and a client that can answer its challenges. */
final class AuthFixture {
    static final String REALM = "rvoip.test";
    static final InetAddress SOURCE = InetAddress.getLoopbackAddress();
    static final String ALICE = "sip:alice@rvoip.test";

    final ManualTime time = new ManualTime();
    final TestMetrics metrics = new TestMetrics();
    final Digest digest = new Digest(CryptoProvider.jdk());
    AuthSettings settings = AuthSettings.of(SecurityProfile.DEVELOPMENT);
    LockoutLimits lockout = LockoutLimits.of(SecurityProfile.DEVELOPMENT);
    CryptoProvider crypto = CryptoProvider.jdk();
    UserDirectory users = users();
    private ServerAuthenticator server;

    static ConfiguredUsers users() {
        return ConfiguredUsers.builder(REALM, EnumSet.allOf(DigestAlgorithm.class), CryptoProvider.jdk())
                .withUser("alice", Secret.of("wonderland"))
                .withUser("bob", Secret.of("builder"))
                .build();
    }

    ServerAuthenticator server() {
        if (server == null) {
            server = new ServerAuthenticator(
                    Domains.of(REALM), users, settings, lockout, crypto, new SeededIds(1), time, metrics);
        }
        return server;
    }

    /** A server of the same making after a restart: another key. */
    void restart() {
        server = new ServerAuthenticator(
                Domains.of(REALM), users, settings, lockout, crypto, new SeededIds(2), time, metrics);
    }

    static SipRequest parse(String text) {
        ParseResult result = new SipParser().parse(text.getBytes(StandardCharsets.UTF_8));
        if (result instanceof ParseResult.Parsed parsed && parsed.message() instanceof SipRequest request) {
            return request;
        }
        throw new AssertionError(result + "\n" + text);
    }

    static SipRequest request(String method, String uri, String from, String... more) {
        return withBody(method, uri, from, "", more);
    }

    static SipRequest withBody(String method, String uri, String from, String body, String... more) {
        StringBuilder lines = new StringBuilder();
        for (String line : more) {
            lines.append(line).append("\r\n");
        }
        return parse(method + " " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK776asdhds\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <" + from + ">;tag=a1\r\n"
                + "To: <" + uri + ">\r\n"
                + "Call-ID: c1@192.0.2.9\r\n"
                + "CSeq: 1 " + method + "\r\n"
                + "Contact: <sip:alice@192.0.2.9:5060>\r\n"
                + lines
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    static SipRequest invite(String... more) {
        return request("INVITE", "sip:bob@rvoip.test", ALICE, more);
    }

    static SipRequest register(String... more) {
        return request("REGISTER", "sip:rvoip.test", ALICE, more);
    }

    AuthResult ask(SipRequest request) {
        return ask(request, SOURCE);
    }

    AuthResult ask(SipRequest request, InetAddress source) {
        return server().authenticate(request, ChallengeKind.of(request), source, time.nanoTime())
                .toCompletableFuture().join();
    }

    DigestChallenge challenge(SipRequest request) {
        return challengeIn(ask(request), ChallengeKind.of(request));
    }

    static DigestChallenge challengeIn(AuthResult result, ChallengeKind kind) {
        assertThat(result).isInstanceOf(AuthResult.Challenge.class);
        return built(result).headers(kind.challenge()).get(0);
    }

    static SipResponse built(AuthResult result) {
        return ((AuthResult.Denied) result).response().toTag("t").build();
    }

    static AuthFailure reason(AuthResult result) {
        assertThat(result).isInstanceOf(AuthResult.Denied.class);
        return ((AuthResult.Denied) result).reason();
    }

    /** What a client that knows this password answers. */
    DigestCredentials answer(SipRequest request, DigestChallenge challenge, String user, String password, long nc) {
        DigestAlgorithm algorithm = challenge.algorithm().orElseThrow();
        String ha1 = digest.ha1(algorithm, user, challenge.realm(), password);
        return digest.answer(challenge, user, ha1, request.method(), request.requestUri().toString(), "cnonce1", nc,
                request.body()).orElseThrow();
    }

    static SipRequest with(SipRequest request, DigestCredentials credentials) {
        return request.toBuilder().set(ChallengeKind.of(request).credentials(), credentials).build();
    }

    static SipRequest withRaw(SipRequest request, String credentials) {
        String name = ChallengeKind.of(request).credentials().name();
        return parse(request.toBuilder().removeRaw(name).addRaw(name, credentials).build().toString());
    }

    /** Alice's request with right credentials for a fresh nonce. */
    SipRequest signed(SipRequest request) {
        return with(request, answer(request, challenge(request), "alice", "wonderland", 1));
    }

    void pass(Duration duration) {
        time.advance(duration);
    }

}
