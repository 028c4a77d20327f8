package io.rvoip.engine.auth;

import static io.rvoip.engine.auth.AuthFixture.built;
import static io.rvoip.engine.auth.AuthFixture.challengeIn;
import static io.rvoip.engine.auth.AuthFixture.invite;
import static io.rvoip.engine.auth.AuthFixture.reason;
import static io.rvoip.engine.auth.AuthFixture.register;
import static io.rvoip.engine.auth.AuthFixture.request;
import static io.rvoip.engine.auth.AuthFixture.with;
import static io.rvoip.engine.auth.AuthFixture.withBody;
import static io.rvoip.engine.auth.AuthFixture.withRaw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAuthenticatorTest {
    private final AuthFixture on = new AuthFixture();

    private static final AuthResult ALICE_BY_SHA_256 =
            new AuthResult.Authenticated("alice", DigestAlgorithm.SHA_256);

    @Nested
    class WithoutCredentials {
        @Test
        void registerIsAskedByTheServer() {
            AuthResult result = on.ask(register());
            assertThat(reason(result)).isEqualTo(AuthFailure.NO_CREDENTIALS);
            assertThat(built(result).status()).isEqualTo(401);
            assertThat(built(result).headers(HeaderKind.WWW_AUTHENTICATE)).isNotEmpty();
            assertThat(built(result).has(HeaderKind.PROXY_AUTHENTICATE)).isFalse();
        }

        @ParameterizedTest
        @CsvSource({"INVITE,sip:bob@rvoip.test,407", "MESSAGE,sip:bob@rvoip.test,407", "OPTIONS,sip:rvoip.test,401",
                "OPTIONS,sip:bob@rvoip.test,407", "SUBSCRIBE,sip:bob@rvoip.test,407", "PUBLISH,sip:a@rvoip.test,407",
                "NOTIFY,sip:a@rvoip.test,407", "REGISTER,sip:x@rvoip.test,401"})
        void whatGoesThroughUsIsAskedAsByAProxy(String method, String uri, int status) {
            assertThat(built(on.ask(request(method, uri, AuthFixture.ALICE))).status()).isEqualTo(status);
        }

        @Test
        void challengeIsNoFailureAndKeepsNothing() {
            for (int i = 0; i < 1000; i++) {
                on.ask(invite());
            }
            assertThat(on.metrics.total("rvoip_auth_failures_total")).isZero();
            assertThat(on.metrics.count("rvoip_auth_challenges_total")).isEqualTo(1000);
            assertThat(on.server().noncesInUse()).isZero();
        }

        @Test
        void strongestAlgorithmComesFirst() {
            SipRequest large = invite("Subject: " + "x".repeat(600));
            assertThat(built(on.ask(large)).headers(HeaderKind.PROXY_AUTHENTICATE))
                    .extracting(challenge -> challenge.algorithm().orElseThrow())
                    .containsExactly(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
        }

        @ParameterizedTest
        @CsvSource({"baresip v1.0.0 (x86_64/linux),MD5", "SIPp,MD5", "sipp v3.6,MD5", "Linphone/5.1 baresip,SHA-256 MD5"})
        void phonesThatGiveUpOnSeeingAnotherAlgorithmAreAskedForMd5Alone(String phone, String offered) {
            SipRequest large = invite("User-Agent: " + phone, "Subject: " + "x".repeat(600));
            assertThat(built(on.ask(large)).headers(HeaderKind.PROXY_AUTHENTICATE))
                    .extracting(challenge -> challenge.algorithm().orElseThrow().token())
                    .containsExactly(offered.split(" "));
        }

        @Test
        void noPhoneIsAskedForMd5WhereItIsNotAllowed() {
            on.settings = AuthSettings.of(SecurityProfile.STANDARD);
            assertThat(on.challenge(invite("User-Agent: baresip v1.0.0")).algorithm()).contains(DigestAlgorithm.SHA_256);
        }

        @Test
        void credentialsForAnotherRealmOrSchemeAreNone() {
            DigestChallenge foreign = DigestChallenge.of("elsewhere.test", "n", DigestAlgorithm.SHA_256);
            SipRequest request = with(invite(), on.answer(invite(), foreign, "alice", "wonderland", 1));
            assertThat(reason(on.ask(request))).isEqualTo(AuthFailure.NO_CREDENTIALS);
            assertThat(reason(on.ask(withRaw(invite(), "Basic YTpi")))).isEqualTo(AuthFailure.NO_CREDENTIALS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ACK", "CANCEL"})
        void ackAndCancelCannotBeAsked(String method) {
            assertThatThrownBy(() -> on.ask(request(method, "sip:bob@rvoip.test", AuthFixture.ALICE)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class RightPassword {
        @ParameterizedTest
        @EnumSource(DigestAlgorithm.class)
        void isTakenWithEachAlgorithm(DigestAlgorithm algorithm) {
            on.settings = on.settings.withAlgorithms(List.of(algorithm));
            assertThat(on.ask(on.signed(invite()))).isEqualTo(new AuthResult.Authenticated("alice", algorithm));
        }

        @Test
        void isTakenForRegisterAndOtherMethods() {
            assertThat(on.ask(on.signed(register()))).isEqualTo(ALICE_BY_SHA_256);
            assertThat(on.ask(on.signed(request("MESSAGE", "sip:bob@rvoip.test", AuthFixture.ALICE))))
                    .isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void coversTheBodyWithAuthInt() {
            on.settings = on.settings.withOfferIntegrity(true);
            SipRequest message = withBody("MESSAGE", "sip:bob@rvoip.test", AuthFixture.ALICE, "hello",
                    "Content-Type: text/plain");
            SipRequest signed = on.signed(message);
            assertThat(signed.header(HeaderKind.PROXY_AUTHORIZATION).orElseThrow().qop()).contains("auth-int");
            assertThat(on.ask(signed)).isEqualTo(ALICE_BY_SHA_256);
            SipRequest changed = with(message.toBuilder().body("text/plain", "hellO".getBytes()).build(),
                    on.answer(message, on.challenge(message), "alice", "wonderland", 1));
            assertThat(reason(on.ask(changed))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        }

        @Test
        void isTakenOverTheSameNonceWithARisingCount() {
            DigestChallenge challenge = on.challenge(invite());
            for (long nc : new long[] {1, 2, 5, 0xffff_ffffL}) {
                SipRequest request = with(invite(), on.answer(invite(), challenge, "alice", "wonderland", nc));
                assertThat(on.ask(request)).as("nc %d", nc).isEqualTo(ALICE_BY_SHA_256);
            }
        }

        @Test
        void isTakenFromAnotherAddressThanTheChallengeWentTo() throws Exception {
            SipRequest signed = on.signed(invite());
            assertThat(on.ask(signed, InetAddress.getByName("2001:db8::7"))).isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void isTakenWithAnEquivalentUri() {
            DigestCredentials answer = on.answer(invite(), on.challenge(invite()), "alice", "wonderland", 1);
            SipRequest upper = request("INVITE", "sip:bob@RVOIP.test", AuthFixture.ALICE);
            assertThat(on.ask(with(upper, answer))).isEqualTo(ALICE_BY_SHA_256);
        }
    }

    @Nested
    class WrongPassword {
        @Test
        void isAskedAgainWithoutStale() {
            SipRequest guess = with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "guess", 1));
            AuthResult result = on.ask(guess);
            assertThat(reason(result)).isEqualTo(AuthFailure.WRONG_PASSWORD);
            assertThat(challengeIn(result, ChallengeKind.PROXY).stale()).isFalse();
            assertThat(on.metrics.count("rvoip_auth_failures_total", "reason", "wrong_password")).isEqualTo(1);
            assertThat(on.server().noncesInUse()).isZero();
        }

        @Test
        void ofSomebodyElseIsWrong() {
            SipRequest guess = with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "builder", 1));
            assertThat(reason(on.ask(guess))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        }

        /** The key that stands in for unknown users opens nothing, even to somebody who knows it. */
        @Test
        void ofNobodyIsNoPassword() {
            on.settings = on.settings.withAlgorithms(List.of(DigestAlgorithm.SHA_256));
            SeededIds ids = new SeededIds(1);
            ids.nextBytes(new byte[32]);
            ids.nextLong();
            byte[] nobody = new byte[16];
            ids.nextBytes(nobody);
            SipRequest request = request("INVITE", "sip:bob@rvoip.test", "sip:mallory@rvoip.test");
            DigestChallenge challenge = on.challenge(request);
            String dummy = on.digest.ha1(DigestAlgorithm.SHA_256, "", AuthFixture.REALM, Bytes.hex(nobody));
            DigestCredentials answer = on.digest.answer(challenge, "mallory", dummy, request.method(),
                    "sip:bob@rvoip.test", "c", 1, new byte[0]).orElseThrow();
            assertThat(reason(on.ask(with(request, answer)))).isEqualTo(AuthFailure.UNKNOWN_USER);
        }

        @Test
        void looksTheSameForAnUnknownUserAndCostsTheSame() {
            CountingCrypto counting = new CountingCrypto();
            on.crypto = counting;
            String[] looks = new String[2];
            List<List<String>> work = new ArrayList<>();
            String[] users = {"alice", "nobod"};
            for (int i = 0; i < 2; i++) {
                SipRequest request = request("INVITE", "sip:bob@rvoip.test", "sip:" + users[i] + "@rvoip.test");
                SipRequest guess = with(request, on.answer(request, on.challenge(request), users[i], "guess", 1));
                counting.asked.clear();
                AuthResult result = on.ask(guess);
                work.add(List.copyOf(counting.asked));
                String nonce = challengeIn(result, ChallengeKind.PROXY).nonce();
                looks[i] = built(result).toString().replace(users[i], "USER").replace(nonce, "NONCE");
            }
            assertThat(looks[1]).isEqualTo(looks[0]);
            assertThat(work.get(1)).isEqualTo(work.get(0)).contains("SHA-256");
        }
    }

    /** SECURITY.md A1. */
    @Nested
    class Replay {
        @Test
        void ofTheSameCountIsStale() {
            SipRequest signed = on.signed(invite());
            assertThat(on.ask(signed)).isEqualTo(ALICE_BY_SHA_256);
            AuthResult replayed = on.ask(signed);
            assertThat(reason(replayed)).isEqualTo(AuthFailure.REPLAY);
            assertThat(built(replayed).status()).isEqualTo(407);
            DigestChallenge fresh = challengeIn(replayed, ChallengeKind.PROXY);
            assertThat(fresh.stale()).isTrue();
            assertThat(on.ask(with(invite(), on.answer(invite(), fresh, "alice", "wonderland", 1))))
                    .isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void ofALowerCountIsStale() {
            DigestChallenge challenge = on.challenge(invite());
            on.ask(with(invite(), on.answer(invite(), challenge, "alice", "wonderland", 7)));
            for (long nc = 1; nc <= 7; nc++) {
                SipRequest late = with(invite(), on.answer(invite(), challenge, "alice", "wonderland", nc));
                assertThat(reason(on.ask(late))).isEqualTo(AuthFailure.REPLAY);
            }
        }

        @Test
        void ofARequestWithAnotherCallIdIsStaleToo() {
            SipRequest signed = on.signed(invite());
            on.ask(signed);
            SipRequest other = AuthFixture.parse(signed.toString().replace("c1@", "c2@"));
            assertThat(reason(on.ask(other))).isEqualTo(AuthFailure.REPLAY);
        }

        @Test
        void isRefusedWhenTheNonceHadToBeForgotten() {
            on.settings = on.settings.withMaxNonces(16);
            SipRequest first = on.signed(invite());
            assertThat(on.ask(first)).isEqualTo(ALICE_BY_SHA_256);
            for (int i = 0; i < 16; i++) {
                assertThat(on.ask(on.signed(invite()))).isEqualTo(ALICE_BY_SHA_256);
            }
            assertThat(on.server().noncesInUse()).isEqualTo(16);
            assertThat(reason(on.ask(first))).isEqualTo(AuthFailure.REPLAY);
        }
    }

    @Nested
    class Age {
        @Test
        void nonceIsGoodForItsLifetime() {
            SipRequest signed = on.signed(invite());
            on.pass(Duration.ofHours(1));
            assertThat(on.ask(signed)).isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void olderNonceIsStaleWhenTheDigestIsRight() {
            SipRequest signed = on.signed(invite());
            on.pass(Duration.ofHours(1).plusMillis(1));
            AuthResult result = on.ask(signed);
            assertThat(reason(result)).isEqualTo(AuthFailure.STALE_NONCE);
            assertThat(challengeIn(result, ChallengeKind.PROXY).stale()).isTrue();
        }

        @Test
        void olderNonceIsNotStaleWhenTheDigestIsWrong() {
            SipRequest guess = with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "guess", 1));
            on.pass(Duration.ofHours(2));
            AuthResult result = on.ask(guess);
            assertThat(reason(result)).isEqualTo(AuthFailure.WRONG_PASSWORD);
            assertThat(challengeIn(result, ChallengeKind.PROXY).stale()).isFalse();
        }

        @Test
        void nonceOfAFormerLifeIsStale() {
            SipRequest signed = on.signed(register());
            on.restart();
            assertThat(reason(on.ask(signed))).isEqualTo(AuthFailure.STALE_NONCE);
            assertThat(on.ask(on.signed(register()))).isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void inventedNonceIsNeverTaken() {
            DigestChallenge invented = DigestChallenge.of(AuthFixture.REALM, "A".repeat(32), DigestAlgorithm.SHA_256);
            SipRequest request = with(invite(), on.answer(invite(), invented, "alice", "wonderland", 1));
            assertThat(reason(on.ask(request))).isEqualTo(AuthFailure.STALE_NONCE);
        }

        @Test
        void inviteUsesANonceUpWhereSaid() {
            on.settings = on.settings.withOneUseMethods(Set.of(Method.INVITE));
            DigestChallenge challenge = on.challenge(register());
            assertThat(on.ask(with(register(), on.answer(register(), challenge, "alice", "wonderland", 1))))
                    .isEqualTo(ALICE_BY_SHA_256);
            assertThat(on.ask(with(register(), on.answer(register(), challenge, "alice", "wonderland", 2))))
                    .isEqualTo(ALICE_BY_SHA_256);
            assertThat(reason(on.ask(with(invite(), on.answer(invite(), challenge, "alice", "wonderland", 3)))))
                    .isEqualTo(AuthFailure.REPLAY);
            DigestChallenge fresh = on.challenge(invite());
            assertThat(on.ask(with(invite(), on.answer(invite(), fresh, "alice", "wonderland", 1))))
                    .isEqualTo(ALICE_BY_SHA_256);
            assertThat(reason(on.ask(with(invite(), on.answer(invite(), fresh, "alice", "wonderland", 2)))))
                    .isEqualTo(AuthFailure.REPLAY);
        }
    }

    /** SECURITY.md A3. */
    @Nested
    class Mismatch {
        @ParameterizedTest
        @ValueSource(strings = {"sip:carol@rvoip.test", "sip:bob@rvoip.test:5070", "sips:bob@rvoip.test",
                "sip:bob@rvoip.test;transport=tcp", "not a uri", "*", "tel:+1"})
        void ofTheUriIsABadRequest(String uri) {
            DigestCredentials answer = on.answer(invite(), on.challenge(invite()), "alice", "wonderland", 1);
            AuthResult result = on.ask(with(invite(), answer.with("uri", uri)));
            assertThat(reason(result)).isEqualTo(AuthFailure.WRONG_URI);
            assertThat(built(result).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sip:bob@rvoip.test", "sip:alice@elsewhere.test", "sip:rvoip.test", "tel:+15551",
                "sip:Alice@rvoip.test"})
        void ofFromIsForbidden(String from) {
            SipRequest request = request("INVITE", "sip:bob@rvoip.test", from);
            AuthResult result = on.ask(on.signed(request));
            assertThat(reason(result)).isEqualTo(AuthFailure.IDENTITY);
            assertThat(built(result).status()).isEqualTo(403);
        }

        @Test
        void ofFromIsAllowedWhereTheMethodHasNoRule() {
            on.settings = on.settings.withIdentity(Map.of(Method.INVITE, IdentityRule.ANY_FROM));
            assertThat(on.ask(on.signed(request("INVITE", "sip:bob@rvoip.test", "sip:x@elsewhere.test"))))
                    .isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void ofFromIsNotToldToThoseWhoDoNotKnowThePassword() {
            SipRequest request = request("INVITE", "sip:bob@rvoip.test", "sip:bob@rvoip.test");
            SipRequest guess = with(request, on.answer(request, on.challenge(request), "alice", "guess", 1));
            assertThat(reason(on.ask(guess))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        }

        @Test
        void ofTheMethodIsAWrongDigest() {
            DigestCredentials answer = on.answer(invite(), on.challenge(invite()), "alice", "wonderland", 1);
            SipRequest message = request("MESSAGE", "sip:bob@rvoip.test", AuthFixture.ALICE);
            assertThat(reason(on.ask(with(message, answer)))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        }
    }

    /** SECURITY.md A5. */
    @Nested
    class Form {
        private DigestCredentials good() {
            return on.answer(invite(), on.challenge(invite()), "alice", "wonderland", 1);
        }

        private void refused(SipRequest request) {
            AuthResult result = on.ask(request);
            assertThat(reason(result)).isEqualTo(AuthFailure.MALFORMED);
            assertThat(built(result).status()).isEqualTo(400);
        }

        @Test
        void responseOfAnyOtherLengthOrAlphabetIsRefused() {
            String right = good().response();
            for (String wrong : List.of("", right.substring(1), right + "0", right.substring(0, 32), "g" + right.substring(1),
                    "\u0661" + right.substring(1), right.substring(1) + " ")) {
                refused(with(invite(), good().with("response", wrong)));
            }
        }

        @Test
        void md5ResponsesHave32Digits() {
            on.settings = on.settings.withAlgorithms(List.of(DigestAlgorithm.MD5));
            assertThat(good().response()).hasSize(32);
            for (int length : new int[] {31, 33, 64}) {
                refused(with(invite(), good().with("response", "a".repeat(length))));
            }
        }

        @Test
        void upperCaseDigitsAreTaken() {
            DigestCredentials good = good();
            assertThat(on.ask(with(invite(), good.with("response", good.response().toUpperCase()))))
                    .isEqualTo(ALICE_BY_SHA_256);
        }

        @ParameterizedTest
        @ValueSource(strings = {"cnonce=\"cnonce1\"", "nc=00000001", "username=\"alice\"", "nonce=\"", "uri=\"", "response=\""})
        void missingPartIsRefused(String part) {
            String text = good().toString();
            int from = text.indexOf(part);
            int to = text.indexOf(',', from);
            String cut = to < 0 ? text.substring(0, text.lastIndexOf(',', from)) : text.substring(0, from) + text.substring(to + 2);
            refused(withRaw(invite(), cut));
        }

        @Test
        void partsOutOfBoundsAreRefused() {
            refused(withRaw(invite(), good().toString().replace("cnonce1", "")));
            refused(with(invite(), good().with("cnonce", "c".repeat(257))));
            refused(with(invite(), good().with("username", "u".repeat(257))));
            refused(with(invite(), good().with("username", "")));
            refused(with(invite(), good().with("nonce", "n".repeat(257))));
            refused(with(invite(), good().with("nc", "00000000")));
            refused(withRaw(invite(), good().toString().replace("nc=00000001", "nc=1")));
            refused(withRaw(invite(), good().toString().replace("qop=auth", "qop=auth-conf")));
            refused(withRaw(invite(), good() + ", realm=\"rvoip.test\""));
            refused(withRaw(invite(), "Digest ="));
        }

        @Test
        void twoAnswersForOneRealmAreRefused() {
            SipRequest twice = with(invite(), good()).toBuilder().add(HeaderKind.PROXY_AUTHORIZATION, good()).build();
            refused(twice);
        }

        @Test
        void answersForOtherRealmsBesideOursDoNotMatter() {
            DigestChallenge foreign = DigestChallenge.of("elsewhere.test", "n", DigestAlgorithm.MD5);
            SipRequest both = invite().toBuilder()
                    .add(HeaderKind.PROXY_AUTHORIZATION, on.answer(invite(), foreign, "alice", "x", 1))
                    .add(HeaderKind.PROXY_AUTHORIZATION, good()).build();
            assertThat(on.ask(both)).isEqualTo(ALICE_BY_SHA_256);
        }

        @ParameterizedTest
        @ValueSource(strings = {"SHA-512-256", "MD5-sess", "SHA-256-sess", "AKAv1-MD5"})
        void algorithmThatWasNotOfferedIsAskedAgain(String algorithm) {
            String digits = algorithm.startsWith("MD5") ? "a".repeat(32) : "a".repeat(64);
            AuthResult result = on.ask(with(invite(), good().with("algorithm", algorithm).with("response", digits)));
            assertThat(reason(result)).isEqualTo(AuthFailure.ALGORITHM);
            assertThat(challengeIn(result, ChallengeKind.PROXY).stale()).isFalse();
        }

        @Test
        void md5IsNotTakenWhereOnlyBetterIsOffered() {
            on.settings = AuthSettings.of(SecurityProfile.STANDARD);
            DigestChallenge weaker = on.challenge(invite()).with("algorithm", "MD5");
            SipRequest request = with(invite(), on.answer(invite(), weaker, "alice", "wonderland", 1));
            assertThat(reason(on.ask(request))).isEqualTo(AuthFailure.ALGORITHM);
        }
    }

    @Nested
    class Rfc2069 {
        private SipRequest old() {
            String text = on.challenge(invite()).toString().replace(", qop=\"auth\"", "");
            return with(invite(), on.answer(invite(), DigestChallenge.of(text), "alice", "wonderland", 1));
        }

        @Test
        void isAskedAgainUnlessAllowed() {
            assertThat(old().header(HeaderKind.PROXY_AUTHORIZATION).orElseThrow().qop()).isEmpty();
            assertThat(reason(on.ask(old()))).isEqualTo(AuthFailure.QOP);
        }

        @Test
        void isTakenOncePerNonceWhereAllowed() {
            on.settings = on.settings.withRfc2069(true);
            SipRequest old = old();
            assertThat(on.ask(old)).isEqualTo(ALICE_BY_SHA_256);
            assertThat(reason(on.ask(old))).isEqualTo(AuthFailure.REPLAY);
        }
    }

    @Nested
    class Directory {
        @Test
        void thatIsSlowIsWaitedFor() {
            CompletableFuture<Optional<UserAccount>> found = new CompletableFuture<>();
            UserDirectory real = on.users;
            on.users = name -> found;
            SipRequest signed = on.signed(invite());
            CompletableFuture<AuthResult> result = on.server()
                    .authenticate(signed, ChallengeKind.PROXY, AuthFixture.SOURCE, on.time.nanoTime())
                    .toCompletableFuture();
            assertThat(result).isNotDone();
            found.complete(real.find("alice").toCompletableFuture().join());
            assertThat(result.join()).isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void thatFailsIsAServerError() {
            on.users = name -> CompletableFuture.failedFuture(new IllegalStateException("database down"));
            AuthResult result = on.ask(on.signed(invite()));
            assertThat(reason(result)).isEqualTo(AuthFailure.UNAVAILABLE);
            assertThat(built(result).status()).isEqualTo(500);
        }

        @Test
        void thatThrowsIsAServerErrorToo() {
            on.users = name -> {
                throw new IllegalStateException("bug");
            };
            assertThat(reason(on.ask(on.signed(invite())))).isEqualTo(AuthFailure.UNAVAILABLE);
        }

        @Test
        void thatLacksTheAlgorithmMakesAWrongPassword() {
            UserAccount weak = new UserAccount("alice", Map.of(DigestAlgorithm.MD5, io.rvoip.common.Secret.of("x")));
            on.users = name -> CompletableFuture.completedFuture(Optional.of(weak));
            assertThat(reason(on.ask(on.signed(invite())))).isEqualTo(AuthFailure.WRONG_PASSWORD);
        }
    }

    @Nested
    class Locked {
        @Test
        void afterManyGuessesEvenTheRightPasswordIsRefusedFromThere() throws Exception {
            on.lockout = LockoutLimits.of(SecurityProfile.STANDARD);
            for (int i = 0; i < 10; i++) {
                on.ask(with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "guess" + i, 1)));
            }
            AuthResult locked = on.ask(on.signed(invite()));
            assertThat(reason(locked)).isEqualTo(AuthFailure.LOCKED);
            assertThat(built(locked).status()).isEqualTo(403);
            assertThat(on.ask(on.signed(invite()), InetAddress.getByName("203.0.113.9"))).isEqualTo(ALICE_BY_SHA_256);
            on.pass(Duration.ofMinutes(15));
            assertThat(on.ask(on.signed(invite()))).isEqualTo(ALICE_BY_SHA_256);
        }

        @Test
        void slipsBeforeASuccessAreForgiven() {
            on.lockout = LockoutLimits.of(SecurityProfile.STANDARD);
            for (int i = 0; i < 30; i++) {
                if (i % 9 == 8) {
                    assertThat(on.ask(on.signed(invite()))).isEqualTo(ALICE_BY_SHA_256);
                } else {
                    on.ask(with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "guess", 1)));
                }
            }
        }

        @Test
        void inDevelopmentNobodyIs() {
            for (int i = 0; i < 200; i++) {
                on.ask(with(invite(), on.answer(invite(), on.challenge(invite()), "alice", "guess", 1)));
            }
            assertThat(on.ask(on.signed(invite()))).isEqualTo(ALICE_BY_SHA_256);
            assertThat(on.metrics.count("rvoip_auth_lockouts_total")).isPositive();
        }

        @Test
        void repliesAndRefusalsOfFormAreNoGuesses() {
            on.lockout = LockoutLimits.of(SecurityProfile.GOVERNMENT);
            SipRequest signed = on.signed(invite());
            on.ask(signed);
            for (int i = 0; i < 20; i++) {
                on.ask(signed);
                on.ask(invite());
                on.ask(withRaw(invite(), "Digest ="));
            }
            assertThat(on.ask(on.signed(invite()))).isEqualTo(ALICE_BY_SHA_256);
        }
    }
}
