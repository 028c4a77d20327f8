package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.Method;
import io.rvoip.sip.auth.DigestChallenge;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users are found out by other protocols as by SIP: the same passwords, nonces and lockout. */
class UserCheckTest {
    private static final String TARGET = "/v1/turn/credentials";
    private static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    private final AuthFixture on = new AuthFixture();

    private DigestChallenge challenge() {
        return DigestChallenge.of(on.server().challenges().get(0));
    }

    private String signed(DigestChallenge challenge, String method, String target, String password, long nc) {
        String ha1 = on.digest.ha1(challenge.algorithm().orElseThrow(), "alice", challenge.realm(), password);
        return on.digest.answer(challenge, "alice", ha1, Method.of(method), target, "cnonce1", nc, new byte[0]).orElseThrow().toString();
    }

    private UserCheck.Verdict check(String method, String credentials) {
        return on.server().check(method, TARGET, credentials, SOURCE).toCompletableFuture().join();
    }

    private static AuthFailure reason(UserCheck.Verdict verdict) {
        assertThat(verdict).isInstanceOf(UserCheck.Verdict.Unknown.class);
        return ((UserCheck.Verdict.Unknown) verdict).reason();
    }

    @Test
    void knowsWhoAnswersRight() {
        assertThat(on.server().challenges()).first().asString().startsWith("Digest ").contains("algorithm=SHA-256");
        DigestChallenge challenge = challenge();
        assertThat(check("POST", signed(challenge, "POST", TARGET, "wonderland", 1))).isEqualTo(new UserCheck.Verdict.Known("alice"));
        assertThat(check("POST", signed(challenge, "POST", TARGET, "wonderland", 2))).isEqualTo(new UserCheck.Verdict.Known("alice"));
    }

    @Test
    void takesAnAnswerOnceAndForWhatItCovers() {
        String once = signed(challenge(), "POST", TARGET, "wonderland", 1);
        check("POST", once);
        assertThat(reason(check("POST", once))).isEqualTo(AuthFailure.REPLAY);
        assertThat(reason(check("GET", signed(challenge(), "POST", TARGET, "wonderland", 1)))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        assertThat(reason(check("POST", signed(challenge(), "POST", "/v1/calls", "wonderland", 1)))).isEqualTo(AuthFailure.WRONG_URI);
        assertThat(reason(check("POST", signed(challenge(), "POST", TARGET, "wrong", 1)))).isEqualTo(AuthFailure.WRONG_PASSWORD);
    }

    @Test
    void anOldNonceIsAskedAnew() {
        String late = signed(challenge(), "POST", TARGET, "wonderland", 1);
        on.time.advance(Duration.ofHours(2));
        UserCheck.Verdict.Unknown verdict = (UserCheck.Verdict.Unknown) check("POST", late);
        assertThat(verdict.reason()).isEqualTo(AuthFailure.STALE_NONCE);
        DigestChallenge fresh = DigestChallenge.of(verdict.challenges().get(0));
        assertThat(fresh.stale()).isTrue();
        assertThat(check("POST", signed(fresh, "POST", TARGET, "wonderland", 1))).isEqualTo(new UserCheck.Verdict.Known("alice"));
    }

    @Test
    void guessesHereAndBySipAreOfOneLock() {
        on.lockout = LockoutLimits.of(SecurityProfile.STANDARD);
        for (int i = 0; i < 10; i++) {
            check("POST", signed(challenge(), "POST", TARGET, "guess", 1));
        }
        UserCheck.Verdict locked = check("POST", signed(challenge(), "POST", TARGET, "wonderland", 1));
        assertThat(locked).isEqualTo(new UserCheck.Verdict.Unknown(AuthFailure.LOCKED, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest", "Digest ", "Basic YTpi", "Digest username=\"alice\"", "Digest \u0000", "Bearer x"})
    void whatIsNoAnswerIsRefused(String credentials) {
        assertThat(reason(check("POST", credentials))).isIn(AuthFailure.MALFORMED, AuthFailure.NO_CREDENTIALS);
    }
}
