package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** MIKEY and DTLS-SRTP in one line of an offer: the answer picks one, and that one stays. */
class NegotiationBesideTest {
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AEAD_AES_128_GCM);
    private static final DtlsCertificate CERTIFICATE = DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
    private static final String KEY = "a key that both sides hold";

    private final ManualTime time = new ManualTime();

    private Negotiation side(String host, SrtpUse use, String key, Keying... ways) {
        Set<Keying> allowed = Set.of(ways);
        SrtpPolicy policy = SrtpPolicy.of(use, SUITES).withKeying(allowed)
                .withMikey(new MikeyEndpoint(MikeySettings.psk("sip:" + host, Secret.of(key)), CryptoProvider.jdk(), time));
        OwnDtls dtls = allowed.contains(Keying.DTLS) ? OwnDtls.of(CERTIFICATE, SUITES, "seed-of-" + host + "-seed-of", null) : null;
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress(host, 40_000)), 4_000,
                policy.keys(true, new SeededIds(1), dtls, null).sending(0xA11CE));
    }

    private Negotiation both(String host) {
        return side(host, SrtpUse.REQUIRED, KEY, Keying.MIKEY, Keying.DTLS);
    }

    private Negotiation only(Keying way) {
        return side("192.0.2.2", SrtpUse.REQUIRED, KEY, way);
    }

    private static SessionDescription text(Negotiation side) {
        return SdpParser.parse(sent(side).toString()).description().orElseThrow();
    }

    private static SessionDescription without(Negotiation side, String attribute) {
        return SdpParser.parse(sent(side).toString().replaceAll("a=" + attribute + ":[^\\r]*\r\n", "")).description().orElseThrow();
    }

    private static void assertMirrored(Negotiation one, Negotiation other) {
        assertThat(audio(one).keys().sending()).isEqualTo(audio(other).keys().receiving());
        assertThat(audio(one).keys().receiving()).isEqualTo(audio(other).keys().sending());
    }

    @Test
    void oneLineOffersBothInTheProfileOfDtls() {
        assertThat(sent(both("192.0.2.1").offer(OfferKind.INITIAL)).toString())
                .contains("m=audio 40000 UDP/TLS/RTP/SAVP 0", "a=key-mgmt:mikey AQAF", "a=setup:actpass", "a=fingerprint:sha-256 ", "a=tls-id:")
                .doesNotContain("a=crypto");
    }

    @Test
    void anAnswerWithDtlsTakesIt() {
        Negotiation offered = both("192.0.2.1").offer(OfferKind.INITIAL);
        Negotiation answered = agreed(only(Keying.DTLS).answer(text(offered)));
        Negotiation accepted = agreed(offered.accept(text(answered)));

        assertThat(sent(answered).toString()).contains("UDP/TLS/RTP/SAVP", "a=setup:active").doesNotContain("key-mgmt");
        assertThat(audio(accepted).dtls()).isNotNull();
        assertThat(audio(accepted).keys()).isNull();
        assertThat(sent(accepted.offer(OfferKind.HOLD)).toString()).contains("a=fingerprint").doesNotContain("key-mgmt");
    }

    /** Also by whom has no other, so that nobody has to be asked twice. */
    @Test
    void anAnswerWithMikeyTakesIt() {
        Negotiation offered = both("192.0.2.1").offer(OfferKind.INITIAL);
        Negotiation answered = agreed(only(Keying.MIKEY).answer(text(offered)));
        Negotiation accepted = agreed(offered.accept(text(answered)));

        assertThat(sent(answered).toString()).contains("m=audio 40000 UDP/TLS/RTP/SAVP 0", "a=key-mgmt:mikey AQEF").doesNotContain("a=fingerprint", "a=setup");
        assertMirrored(accepted, answered);
        assertThat(audio(accepted).dtls()).isNull();
    }

    @Test
    void whoHasBothPrefersMikeyAndKeepsIt() {
        Negotiation offered = both("192.0.2.1").offer(OfferKind.INITIAL);
        Negotiation bob = agreed(both("192.0.2.2").answer(text(offered)));
        Negotiation alice = agreed(offered.accept(text(bob)));

        assertMirrored(alice, bob);
        time.advance(Duration.ofMinutes(10));
        alice = alice.offer(OfferKind.HOLD);
        assertThat(sent(alice).toString()).contains("UDP/TLS/RTP/SAVP", "key-mgmt").doesNotContain("a=fingerprint");
        bob = agreed(bob.answer(text(alice)));
        assertMirrored(agreed(alice.accept(text(bob))), bob);
    }

    /** What has been agreed on goes on when the far end leaves the choice once more. */
    @Test
    void dtlsInForceStaysWhereBothAreOfferedAgain() {
        SessionDescription offer = text(both("192.0.2.1").offer(OfferKind.INITIAL));
        Negotiation bob = agreed(both("192.0.2.2").answer(without(both("192.0.2.1").offer(OfferKind.INITIAL), "key-mgmt")));

        assertThat(audio(bob).dtls()).isNotNull();
        bob = agreed(bob.answer(offer));
        assertThat(audio(bob).dtls()).isNotNull();
        assertThat(audio(bob).keys()).isNull();
        assertThat(sent(bob).toString()).doesNotContain("key-mgmt");
    }

    @Test
    void aModeThatIsNotHereLeavesDtls() {
        String psk = sent(both("192.0.2.1").offer(OfferKind.INITIAL)).toString();
        SessionDescription unknown = SdpParser.parse(psk.replaceFirst("AQAF.{2}", "AQAF/f")).description().orElseThrow();

        assertThat(audio(agreed(both("192.0.2.2").answer(unknown))).dtls()).isNotNull();
    }

    /** A message that proves to be false is no reason to go another way: somebody may want just that. */
    @Test
    void aFalseMessageIsRefusedWhateverIsBeside() {
        Negotiation stranger = side("192.0.2.1", SrtpUse.REQUIRED, "a key that nobody else holds", Keying.MIKEY, Keying.DTLS);
        assertThat(refused(both("192.0.2.2").answer(text(stranger.offer(OfferKind.INITIAL)))).text()).contains("MAC is wrong");

        SessionDescription offer = text(both("192.0.2.1").offer(OfferKind.INITIAL));
        Negotiation bob = both("192.0.2.2");
        agreed(bob.answer(offer));
        assertThat(refused(bob.answer(offer)).text()).contains("replay");
    }

    @Test
    void anAnswerWithNeitherIsRefused() {
        Negotiation offered = both("192.0.2.1").offer(OfferKind.INITIAL);

        assertThat(refused(offered.accept(Sdp.of("m=audio 5000 UDP/TLS/RTP/SAVP 0"))).text()).contains("no usable key in the answer");
    }

    @Test
    void inALaboratoryOneLineHasThemAll() {
        String offer = sent(side("192.0.2.1", SrtpUse.PREFERRED, KEY, Keying.MIKEY, Keying.DTLS, Keying.SDES).offer(OfferKind.INITIAL)).toString();

        assertThat(offer).contains("m=audio 40000 RTP/AVP 0", "a=crypto:1 ", "a=key-mgmt:mikey ", "a=fingerprint:");
    }

    @Test
    void whoTakesNoneOfItIsAskedForEachThatMayBeInsistedOn() {
        SrtpPolicy policy = SrtpPolicy.of(SrtpUse.REQUIRED, SUITES);

        assertThat(policy.withKeying(Set.of(Keying.MIKEY, Keying.DTLS)).otherOffers()).containsExactly(Keying.MIKEY);
        assertThat(policy.withKeying(Set.of(Keying.MIKEY, Keying.DTLS, Keying.SDES)).otherOffers()).containsExactly(Keying.DTLS);
        assertThat(policy.withKeying(Set.of(Keying.MIKEY)).otherOffers()).isEmpty();
        assertThat(SrtpPolicy.of(SrtpUse.PREFERRED, SUITES).withKeying(Set.of(Keying.MIKEY, Keying.DTLS, Keying.SDES)).otherOffers())
                .containsExactly(Keying.DTLS, Keying.SDES, Keying.MIKEY);
    }
}
