package io.rvoip.session.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.session.auth.AuthOutcome.Failed;
import io.rvoip.session.auth.AuthOutcome.Retry;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientAuthTest {
    private static final String PASSWORD = "s3cret-of-alice";

    private final SipRequest invite = SipRequest.create(Method.INVITE, SipUri.of("sip:bob@example.com"))
            .set(HeaderKind.FROM, NameAddr.of("<sip:alice@example.com>;tag=a"))
            .set(HeaderKind.TO, NameAddr.of("<sip:bob@example.com>"))
            .set(HeaderKind.CALL_ID, "c1")
            .set(HeaderKind.CSEQ, new CSeq(1, Method.INVITE))
            .body("application/sdp", "v=0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .build();
    private final ClientAuth auth = auth(AuthPolicy.DEFAULT, Credentials.anyRealm("alice", Secret.of(PASSWORD)));

    private static ClientAuth auth(AuthPolicy policy, Credentials... credentials) {
        return new ClientAuth(List.of(credentials), policy, new SeededIds(1));
    }

    private SipResponse response(int status, String... lines) {
        SipResponse.Builder builder = invite.respond(status).toTag("t");
        for (int i = 0; i < lines.length; i += 2) {
            builder.addRaw(lines[i], lines[i + 1]);
        }
        return builder.build();
    }

    private SipResponse challenge(String parameters) {
        return response(401, "WWW-Authenticate", "Digest " + parameters);
    }

    private static SipRequest retry(AuthOutcome outcome) {
        assertThat(outcome).isInstanceOf(Retry.class);
        return ((Retry) outcome).request();
    }

    private static String failure(AuthOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return ((Failed) outcome).reason();
    }

    private static DigestCredentials authorization(SipRequest request) {
        return DigestCredentials.of(request.raw("Authorization").orElseThrow());
    }

    private static boolean isRight(SipRequest request, DigestCredentials credentials) {
        Digest digest = new Digest(CryptoProvider.jdk());
        String ha1 = digest.ha1(
                credentials.algorithm().orElseThrow().base(), "alice", credentials.realm(), PASSWORD);
        return digest.verify(credentials, ha1, request.method(), request.body());
    }

    @Test
    void answersWithTheRightDigest() {
        SipRequest sent = retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth\", opaque=\"o\"")));
        DigestCredentials credentials = authorization(sent);
        assertThat(credentials.username()).isEqualTo("alice");
        assertThat(credentials.uri()).isEqualTo("sip:bob@example.com");
        assertThat(credentials.opaque()).contains("o");
        assertThat(credentials.nonceCount()).isEqualTo(1);
        assertThat(isRight(sent, credentials)).isTrue();
        assertThat(sent.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void theStrongestOfSeveralIsTaken() {
        SipRequest sent = retry(auth.answer(invite, response(401,
                "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"",
                "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n2\", algorithm=SHA-512-256, qop=\"auth\"",
                "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n3\", algorithm=SHA-256, qop=\"auth\"",
                "WWW-Authenticate", "Digest realm=\"r\", nonce=\"n4\", algorithm=WHIRLPOOL, qop=\"auth\"")));
        assertThat(sent.rawAll("Authorization")).hasSize(1);
        assertThat(authorization(sent).algorithm()).contains(DigestAlgorithm.SHA_512_256);
        assertThat(isRight(sent, authorization(sent))).isTrue();
    }

    @Test
    void thePolicyForbidsMd5() {
        ClientAuth strict = auth(AuthPolicy.DEFAULT.withoutMd5(), Credentials.anyRealm("alice", Secret.of(PASSWORD)));
        assertThat(failure(strict.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth\""))))
                .contains("nothing the policy allows");
        assertThat(failure(strict.answer(invite, challenge("realm=\"r\", nonce=\"n\", algorithm=SHA-256"))))
                .contains("nothing the policy allows");
    }

    @Test
    void rfc2069IsAnsweredWhenAllowed() {
        SipRequest sent = retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n\"")));
        assertThat(authorization(sent).qop()).isEmpty();
        assertThat(isRight(sent, authorization(sent))).isTrue();
    }

    @Test
    void authIsPreferredAndAuthIntTakenWhenNothingElseIsOffered() {
        SipRequest both = retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth,auth-int\"")));
        assertThat(authorization(both).qop()).contains("auth");
        ClientAuth other = auth(AuthPolicy.DEFAULT, Credentials.anyRealm("alice", Secret.of(PASSWORD)));
        SipRequest only = retry(other.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth-int\"")));
        assertThat(authorization(only).qop()).contains("auth-int");
        assertThat(isRight(only, authorization(only))).isTrue();
        assertThat(isRight(only.toBuilder().noBody().build(), authorization(only))).isFalse();
    }

    @Test
    void unknownQualityIsNotAnswered() {
        assertThat(failure(auth.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth-conf\""))))
                .contains("nothing the policy allows");
    }

    @Test
    void rejectedCredentialsAreNotSentAgain() {
        SipRequest sent = retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n1\", qop=\"auth\"")));
        assertThat(failure(auth.answer(sent, challenge("realm=\"r\", nonce=\"n2\", qop=\"auth\""))))
                .contains("rejected the credentials of alice").doesNotContain(PASSWORD);
    }

    @Test
    void staleNonceIsRetriedOnce() {
        SipRequest first = retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n1\", qop=\"auth\"")));
        SipRequest second = retry(auth.answer(first, challenge("realm=\"r\", nonce=\"n2\", qop=\"auth\", stale=true")));
        assertThat(authorization(second).nonce()).isEqualTo("n2");
        assertThat(authorization(second).nonceCount()).isEqualTo(1);
        assertThat(failure(auth.answer(second, challenge("realm=\"r\", nonce=\"n3\", qop=\"auth\", stale=true"))))
                .contains("rejected");
    }

    @Test
    void laterRequestsAreAuthorisedAtOnceWithRisingCounts() {
        retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n\", qop=\"auth\"")));
        auth.passed(response(200));
        assertThat(authorization(auth.authorise(invite)).nonceCount()).isEqualTo(2);
        SipRequest third = auth.authorise(invite);
        assertThat(authorization(third).nonceCount()).isEqualTo(3);
        assertThat(isRight(third, authorization(third))).isTrue();
    }

    @Test
    void nonceThatGrewOldBetweenRequestsIsReplaced() {
        retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n1\", qop=\"auth\"")));
        auth.passed(response(200));
        SipRequest second = auth.authorise(invite);
        SipRequest again = retry(auth.answer(second, challenge("realm=\"r\", nonce=\"n2\", qop=\"auth\"")));
        assertThat(authorization(again).nonce()).isEqualTo("n2");
        assertThat(failure(auth.answer(again, challenge("realm=\"r\", nonce=\"n3\", qop=\"auth\""))))
                .contains("rejected");
    }

    @Test
    void nextNonceIsUsed() {
        retry(auth.answer(invite, challenge("realm=\"r\", nonce=\"n1\", qop=\"auth\"")));
        auth.passed(response(200, "Authentication-Info", "nextnonce=\"n2\""));
        assertThat(authorization(auth.authorise(invite)).nonce()).isEqualTo("n2");
        assertThat(authorization(auth.authorise(invite)).nonceCount()).isEqualTo(2);
    }

    @Test
    void proxyAndServerAreAnsweredAtOnceAndOneAfterTheOther() {
        SipRequest both = retry(auth.answer(invite, response(407,
                "Proxy-Authenticate", "Digest realm=\"p\", nonce=\"n1\", qop=\"auth\"",
                "WWW-Authenticate", "Digest realm=\"s\", nonce=\"n2\", qop=\"auth\"")));
        assertThat(both.raw("Proxy-Authorization")).isPresent();
        assertThat(authorization(both).realm()).isEqualTo("s");
        SipRequest third = retry(auth.answer(both, response(407,
                "Proxy-Authenticate", "Digest realm=\"q\", nonce=\"n3\", qop=\"auth\"")));
        assertThat(third.rawAll("Proxy-Authorization")).hasSize(2);
        assertThat(third.rawAll("Authorization")).hasSize(1);
    }

    @Test
    void foreignRealmGetsNothing() {
        ClientAuth bound = auth(AuthPolicy.DEFAULT, new Credentials("home", "alice", Secret.of(PASSWORD)));
        assertThat(failure(bound.answer(invite, challenge("realm=\"evil\", nonce=\"n\", qop=\"auth\""))))
                .isEqualTo("no credentials for realm \"evil\"");
        assertThat(bound.authorise(invite).raw("Authorization")).isEmpty();
        retry(bound.answer(invite, challenge("realm=\"home\", nonce=\"n\", qop=\"auth\"")));
    }

    @Test
    void credentialsOfTheRealmGoBeforeThoseOfAny() {
        ClientAuth two = auth(AuthPolicy.DEFAULT,
                Credentials.anyRealm("anybody", Secret.of("x")), new Credentials("home", "alice", Secret.of(PASSWORD)));
        SipRequest sent = retry(two.answer(invite, challenge("realm=\"home\", nonce=\"n\", qop=\"auth\"")));
        assertThat(authorization(sent).username()).isEqualTo("alice");
    }

    @Test
    void withoutChallengeOrCredentialsThereIsNoRetry() {
        assertThat(failure(auth.answer(invite, response(401)))).contains("no digest challenge");
        assertThat(failure(auth.answer(invite, response(401, "WWW-Authenticate", "Basic realm=\"r\""))))
                .contains("no digest challenge");
        assertThat(failure(auth(AuthPolicy.DEFAULT).answer(invite, challenge("realm=\"r\", nonce=\"n\""))))
                .contains("no credentials");
    }

    @Test
    void roundsAreBounded() {
        Optional<String> failed = Optional.empty();
        SipRequest request = invite;
        for (int i = 0; i < 10 && failed.isEmpty(); i++) {
            AuthOutcome outcome = auth.answer(request, challenge("realm=\"r" + i + "\", nonce=\"n\", qop=\"auth\""));
            if (outcome instanceof Retry retry) {
                request = retry.request();
            } else {
                failed = Optional.of(failure(outcome));
            }
        }
        assertThat(failed).hasValueSatisfying(text -> assertThat(text).contains("more than 5 times"));
    }

    @Test
    void policyAndCredentialsCheckThemselves() {
        assertThatThrownBy(() -> new AuthPolicy(Set.of(), true, 5)).hasMessageContaining("algorithms");
        assertThatThrownBy(() -> new AuthPolicy(Set.of(DigestAlgorithm.MD5), true, 0)).hasMessageContaining("1-10");
        assertThatThrownBy(() -> Credentials.anyRealm("", Secret.of("x"))).hasMessageContaining("username");
        assertThat(Credentials.anyRealm("alice", Secret.of(PASSWORD)).toString()).doesNotContain(PASSWORD);
    }
}
