package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SecurityConfig;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MIKEY in {@code a=key-mgmt} (RFC 4567 section 4), and what is refused there (SECURITY.md K1). */
class NegotiationMikeyTest {
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    private static final String LINE = "m=audio 5000 RTP/SAVP 0";
    private static final String KEY = "a key that both sides hold";

    private final ManualTime time = new ManualTime();
    private final MikeyEndpoint theirs = endpoint("sip:bob@example.com", KEY);

    private MikeyEndpoint endpoint(String identity, String key) {
        return new MikeyEndpoint(MikeySettings.psk(identity, Secret.of(key)), CryptoProvider.jdk(), time);
    }

    private static Negotiation side(MikeyEndpoint endpoint, String host) {
        SrtpPolicy policy = SrtpPolicy.of(SrtpUse.REQUIRED, SUITES).withKeying(Set.of(Keying.MIKEY)).withMikey(endpoint);
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress(host, 40_000)),
                4_000, policy.keys(false, new SeededIds(1), null, null).sending(0xA11CE));
    }

    private Negotiation alice() {
        return side(endpoint("sip:alice@example.com", KEY), "192.0.2.1");
    }

    private Negotiation bob() {
        return side(theirs, "192.0.2.2");
    }

    private static SessionDescription text(Negotiation side) {
        return SdpParser.parse(sent(side).toString()).description().orElseThrow();
    }

    private static SrtpKeys keys(Negotiation side) {
        return audio(side).keys();
    }

    private static void assertMirrored(Negotiation one, Negotiation other) {
        assertThat(keys(one).sending()).isEqualTo(keys(other).receiving());
        assertThat(keys(one).receiving()).isEqualTo(keys(other).sending());
    }

    /** An offer of Alice's, with something changed on its way. */
    private SessionDescription changed(String from, String to) {
        String offer = sent(alice().offer(OfferKind.INITIAL)).toString();
        assertThat(offer).containsPattern(from);
        return SdpParser.parse(offer.replaceFirst(from, to.replace("<line>", "\r\n"))).description().orElseThrow();
    }

    @Nested
    class Calls {
        @Test
        void agreeOnKeysThatOnlyTheTwoCanRead() {
            Negotiation offered = alice().offer(OfferKind.INITIAL);
            Negotiation answered = agreed(bob().answer(text(offered)));
            Negotiation accepted = agreed(offered.accept(text(answered)));

            assertThat(sent(offered).toString()).contains("m=audio 40000 RTP/SAVP 0", "a=key-mgmt:mikey AQAF").doesNotContain("a=crypto");
            assertThat(sent(answered).toString()).contains("m=audio 40000 RTP/SAVP 0", "a=key-mgmt:mikey AQEF").doesNotContain("a=crypto");
            assertMirrored(accepted, answered);
            assertThat(keys(accepted).keying()).isEqualTo("mikey-psk");
            assertThat(keys(accepted).sending().suite()).isEqualTo(SrtpSuite.AEAD_AES_128_GCM);
            assertThat(accepted + "" + answered).doesNotContain(KEY);
        }

        /** Held, resumed and refreshed from both sides with the same keys, which no description shows to others. */
        @Test
        void goOnWithTheSameKeys() {
            Negotiation alice = alice().offer(OfferKind.INITIAL);
            Negotiation bob = agreed(bob().answer(text(alice)));
            alice = agreed(alice.accept(text(bob)));
            SrtpKeys before = keys(alice);
            for (OfferKind kind : List.of(OfferKind.HOLD, OfferKind.RESUME, OfferKind.REFRESH)) {
                time.advance(Duration.ofMinutes(10));
                alice = alice.offer(kind);
                bob = agreed(bob.answer(text(alice)));
                assertThat(sent(alice) + "" + sent(bob)).contains("a=key-mgmt:mikey").doesNotContain("a=crypto");
                alice = agreed(alice.accept(text(bob)));
                bob = bob.offer(OfferKind.REFRESH);
                alice = agreed(alice.answer(text(bob)));
                bob = agreed(bob.accept(text(alice)));
            }

            assertThat(keys(alice)).isSameAs(before);
            assertMirrored(alice, bob);
        }

        /** An update that comes a second time is no update. */
        @Test
        void areNotUpdatedByReplays() {
            Negotiation alice = alice().offer(OfferKind.INITIAL);
            Negotiation bob = agreed(bob().answer(text(alice)));
            alice = agreed(alice.accept(text(bob))).offer(OfferKind.HOLD);
            SessionDescription hold = text(alice);
            bob = agreed(bob.answer(hold));

            assertThat(refused(bob.answer(hold)).text()).contains("replay");
        }

        @Test
        void wipeTheirKeysInTheEnd() {
            Negotiation offered = alice().offer(OfferKind.INITIAL);
            Negotiation answered = agreed(bob().answer(text(offered)));
            Negotiation accepted = agreed(offered.accept(text(answered)));
            SrtpKeys before = keys(accepted);
            accepted.wipe();

            assertThat(before.sending().keyAndSalt().isDestroyed()).isTrue();
            assertThat(before.receiving().keyAndSalt().isDestroyed()).isTrue();
        }

        /** With what an offer was made its answer is read; when none comes any more, nothing needs that. */
        @Test
        void wipeWhatAnOfferThatCameToNothingWasMadeOf() {
            Negotiation offered = alice().offer(OfferKind.INITIAL);
            SessionDescription answer = text(agreed(bob().answer(text(offered))));
            agreed(offered.accept(answer));
            offered.rollback();

            assertThatThrownBy(() -> offered.accept(answer)).isInstanceOf(IllegalStateException.class).hasMessageContaining("destroyed");
        }

        /** In RSA mode each offer has a key of its own, which several answers may be read with until there is another offer. */
        @Test
        void wipeWhatAnOfferWasMadeOfThatAnotherTookThePlaceOf(@TempDir Path dir) throws IOException {
            LocalAuthority authority = new LocalAuthority("CA");
            LocalAuthority.Pair ours = authority.issue(dir, "alice", new LocalAuthority.Request("alice").uri("sip:alice@example.com").rsa());
            LocalAuthority.Pair others = authority.issue(dir, "bob", new LocalAuthority.Request("bob").uri("sip:bob@example.com").rsa());
            Negotiation first = certified("sip:alice@example.com", ours, others).offer(OfferKind.INITIAL);
            Negotiation bob = agreed(certified("sip:bob@example.com", others, ours).answer(text(first)));
            SessionDescription answer = text(bob);
            Negotiation talking = agreed(first.accept(answer));
            agreed(first.accept(answer));
            Negotiation again = talking.offer(OfferKind.REFRESH);
            agreed(first.accept(answer));

            agreed(again.accept(text(agreed(bob.answer(text(again))))));
            assertThat(refused(first.accept(answer)).text()).contains("the answer's MAC is wrong");
        }

        private Negotiation certified(String identity, LocalAuthority.Pair own, LocalAuthority.Pair peer) throws IOException {
            return side(new MikeyEndpoint(SecurityConfig.enterprisePke(Files.readString(own.certificate()), Secret.of(Files.readString(own.key())),
                    Optional.of(Files.readString(peer.certificate()))).settings(identity), CryptoProvider.jdk(), TimeSource.system()), "192.0.2.1");
        }

        /** For the second line of a description, whose map counts all lines (RFC 4567 section 7.1). */
        @Test
        void takeAMessageAtSessionLevel() {
            MikeyEndpoint alice = endpoint("sip:alice@example.com", KEY);
            var offer = alice.offer(new MikeyTerms(SUITES, 7, 3, "mikey"));
            String message = "a=key-mgmt:mikey " + Base64.getEncoder().encodeToString(offer.message().toArray());
            SessionDescription description = SdpParser.parse("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n"
                    + "c=IN IP4 192.0.2.9\r\nt=0 0\r\n" + message
                    + "\r\nm=video 0 RTP/SAVP 34\r\nm=audio 5000 RTP/SAVP 0\r\n").description().orElseThrow();

            Negotiation answered = agreed(bob().answer(description));
            assertThat(keys(answered).keying()).isEqualTo("mikey-psk");
            String answer = sent(answered).media().get(1).attributes().first("key-mgmt").orElseThrow().substring("mikey ".length());
            assertThat(offer.accept(Base64.getDecoder().decode(answer)).toString()).startsWith("Agreed");
        }
    }

    @Nested
    class Refusals {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "a=key-mgmt:mikey AQAF | a=key-mgmt:mikey AgAF | MIKEY: version 2",
            "a=key-mgmt:mikey AQAF | a=key-mgmt:mikey AQcF | MIKEY: data type 7",
            "a=key-mgmt:mikey .... | a=key-mgmt:mikey !!!! | is not in base64",
            "a=key-mgmt:mikey [^\\r]* | a=key-mgmt:mikey | not a protocol and its data",
            "a=key-mgmt:mikey [^\\r]* | a=key-mgmt:other AAAA | no a=key-mgmt:mikey",
            "a=key-mgmt:mikey [^\\r]* | a=x:y | no a=key-mgmt",
            "a=key-mgmt | a=key-mgmt:stronger AAAA<line>a=key-mgmt | not those that were offered",
            "RTP/SAVP | TCP/RTP/SAVP | no media over TCP/RTP/SAVP"})
        void sayWhatIsWrongWithAnOffer(String from, String to, String why) {
            Refusal refusal = refused(bob().answer(changed(from, to)));

            assertThat(refusal.status()).isEqualTo(488);
            assertThat(refusal.text()).contains(why);
        }

        @Test
        void areForReplaysWhateverCallTheyAreIn() {
            SessionDescription offer = text(alice().offer(OfferKind.INITIAL));
            agreed(bob().answer(offer));

            Refusal refusal = refused(bob().answer(offer));
            assertThat(refusal.warning()).isEqualTo(306);
            assertThat(refusal.text()).contains("replay");
        }

        @Test
        void areForOldOnes() {
            SessionDescription offer = text(alice().offer(OfferKind.INITIAL));
            time.advance(Duration.ofMinutes(6));
            assertThat(refused(bob().answer(offer)).text()).contains("360 s old");
        }

        @Test
        void areForAnotherKey() {
            Negotiation stranger = side(endpoint("sip:alice@example.com", "a key that nobody else holds"), "192.0.2.1");
            assertThat(refused(bob().answer(text(stranger.offer(OfferKind.INITIAL)))).text())
                    .isEqualTo("MIKEY: the MAC is wrong: no key in common");
        }

        @Test
        void areForAnswersWithoutProof() {
            Negotiation offered = alice().offer(OfferKind.INITIAL);
            Negotiation other = alice().offer(OfferKind.INITIAL);
            SessionDescription answer = text(agreed(bob().answer(text(other))));

            assertThat(refused(offered.accept(answer)).text()).contains("another bundle");
            assertThat(refused(offered.accept(Sdp.of(LINE))).text()).contains("no a=key-mgmt");
            assertThat(refused(offered.accept(Sdp.of(LINE, "a=key-mgmt:mikey AAAA"))).status()).isEqualTo(488);
        }

        @Test
        void arePlainOnesAndKeysInClear() {
            assertThat(refused(bob().answer(Sdp.of("m=audio 5000 RTP/AVP 0"))).text()).contains("SRTP is required: no a=key-mgmt");
            assertThat(refused(bob().answer(Sdp.of(LINE,
                    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A".repeat(40)))).text()).contains("no a=key-mgmt");
        }
    }
}
