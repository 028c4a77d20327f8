package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class AuthPropertiesTest {
    record Use(int serial, int count, boolean spend) {}

    @Provide
    Arbitrary<Use> uses() {
        return Combinators.combine(
                Arbitraries.integers().between(1, 40), Arbitraries.integers().between(1, 6),
                Arbitraries.of(false, false, false, true)).as(Use::new);
    }

    /** Whatever is forgotten: no count is taken twice, and each nonce's counts rise strictly. */
    @Property(tries = 500)
    void noCountIsTakenTwice(@ForAll @Size(max = 120) List<@From("uses") Use> uses,
            @ForAll @IntRange(min = 1, max = 20) int room) {
        NonceLedger ledger = new NonceLedger(room);
        Map<Integer, Integer> highest = new HashMap<>();
        Set<Integer> spent = new HashSet<>();
        for (Use use : uses) {
            boolean taken = ledger.claim(use.serial(), use.count(), use.spend(), Long.MIN_VALUE);
            assertThat(ledger.size()).isLessThanOrEqualTo(room);
            if (taken) {
                assertThat(spent).doesNotContain(use.serial());
                assertThat(use.count()).isGreaterThan(highest.getOrDefault(use.serial(), 0));
                assertThat(use.spend() && highest.containsKey(use.serial())).isFalse();
                highest.put(use.serial(), use.count());
                if (use.spend()) {
                    spent.add(use.serial());
                }
            }
        }
    }

    /** With room for all, exactly what must be refused is refused. */
    @Property(tries = 200)
    void nothingElseIsRefusedWhileThereIsRoom(@ForAll @Size(max = 80) List<@From("uses") Use> uses) {
        NonceLedger ledger = new NonceLedger(64);
        Map<Integer, Integer> model = new HashMap<>();
        for (Use use : uses) {
            Integer before = model.get(use.serial());
            boolean expected = before == null || !use.spend() && use.count() > before;
            assertThat(ledger.claim(use.serial(), use.count(), use.spend(), Long.MIN_VALUE)).isEqualTo(expected);
            if (expected) {
                model.put(use.serial(), use.spend() ? Integer.MAX_VALUE : use.count());
            }
        }
    }

    @Property(tries = 200)
    void noOtherPasswordIsEverTaken(@ForAll @StringLength(min = 0, max = 20) @CharRange(from = ' ', to = '~') String guess,
            @ForAll DigestAlgorithm algorithm, @ForAll @AlphaChars @StringLength(min = 1, max = 8) String user) {
        AuthFixture on = new AuthFixture();
        on.settings = on.settings.withAlgorithms(List.of(algorithm));
        for (String name : List.of("alice", user)) {
            SipRequest request = AuthFixture.request("INVITE", "sip:bob@rvoip.test", "sip:" + name + "@rvoip.test");
            DigestCredentials answer = on.answer(request, on.challenge(request), name, guess, 1);
            boolean right = name.equals("alice") && guess.equals("wonderland");
            assertThat(on.ask(AuthFixture.with(request, answer)) instanceof AuthResult.Authenticated).isEqualTo(right);
        }
    }

    /** A digest covers user, realm, nonce, count, cnonce, URI and method: a change of one character is noticed. */
    @Property(tries = 1000)
    void noChangedAnswerIsEverTaken(@ForAll @IntRange(max = 400) int at, @ForAll @CharRange(from = '!', to = '~') char with) {
        AuthFixture on = new AuthFixture();
        SipRequest request = AuthFixture.invite();
        DigestChallenge challenge = on.challenge(request);
        String good = on.answer(request, challenge, "alice", "wonderland", 1).toString();
        int place = at % good.length();
        String changed = good.substring(0, place) + with + good.substring(place + 1);
        if (!changed.equalsIgnoreCase(good)) {
            AuthResult result = on.ask(AuthFixture.request(
                    "INVITE", "sip:bob@rvoip.test", AuthFixture.ALICE, "Proxy-Authorization: " + changed));
            assertThat(result).as(changed).isInstanceOf(AuthResult.Denied.class);
        }
    }

    /** SECURITY.md rule 3: at most one and a half times the request, or a single challenge. */
    @Property(tries = 500)
    void challengeDoesNotAmplify(@ForAll @StringLength(max = 300) @AlphaChars String subject,
            @ForAll @Size(min = 1, max = 6) Set<DigestAlgorithm> algorithms, @ForAll boolean integrity,
            @ForAll boolean rport) {
        AuthFixture on = new AuthFixture();
        on.settings = on.settings.withAlgorithms(List.copyOf(algorithms)).withOfferIntegrity(integrity);
        SipRequest received = AuthFixture.invite("Subject: " + subject);
        SipRequest stamped = received.toBuilder().replaceFirst(HeaderKind.VIA,
                rport ? received.topVia().withReceived("203.0.113.77").withRport(50_600)
                        : received.topVia().withReceived("203.0.113.77")).build();
        int onTheWire = received.encodedLength() + (rport ? ";rport".length() : 0);
        AuthResult.Denied denied = (AuthResult.Denied) on.ask(stamped);
        SipResponse sent = denied.response().toTag("abcdefghijklmnopqrst").build();
        int challenges = sent.headers(HeaderKind.PROXY_AUTHENTICATE).size();
        assertThat(challenges).isPositive();
        assertThat(challenges == 1 || sent.encodedLength() <= onTheWire * 3 / 2).isTrue();
        assertThat(sent.headers(HeaderKind.PROXY_AUTHENTICATE).get(0).algorithm())
                .contains(on.settings.algorithms().get(0));
    }
}
