package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SecurityConfig;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Heads of packets are encrypted where both sides say that they can read them, in lines that are encrypted (RFC 9335 section 4). */
class NegotiationCryptexTest {
    private static Negotiation side(int seed, SrtpUse use, Cryptex cryptex) {
        List<SrtpMasterKey> keys = use == SrtpUse.OFF ? List.of()
                : List.of(SrtpMasterKey.random(SrtpSuite.AEAD_AES_256_GCM, new SeededIds(seed)));
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU).withCryptex(cryptex),
                LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, OwnKeys.of(use, keys));
    }

    private static boolean says(Negotiation side) {
        return sent(side).media().get(0).attributes().has("cryptex");
    }

    @ParameterizedTest
    @CsvSource({
        "USED,     USED,     true,  true,  USED,     USED",
        "USED,     REQUIRED, true,  true,  USED,     REQUIRED",
        "REQUIRED, USED,     true,  true,  REQUIRED, USED",
        "USED,     OFF,      true,  false, OFF,      OFF",
        "OFF,      USED,     false, false, OFF,      OFF",
        "REQUIRED, OFF,      true,  false, REQUIRED, OFF",
        "OFF,      REQUIRED, false, false, OFF,      REQUIRED",
        "OFF,      OFF,      false, false, OFF,      OFF"})
    void whatBothSayCounts(Cryptex offering, Cryptex answering, boolean offered, boolean answered, Cryptex near, Cryptex far) {
        Negotiation offer = side(1, SrtpUse.REQUIRED, offering).offer(OfferKind.INITIAL);
        Negotiation answer = agreed(side(2, SrtpUse.REQUIRED, answering).answer(sent(offer)));

        assertThat(says(offer)).isEqualTo(offered);
        assertThat(says(answer)).isEqualTo(answered);
        assertThat(audio(agreed(offer.accept(sent(answer)))).heads()).isEqualTo(HeaderProtection.of(near));
        assertThat(audio(answer).heads()).isEqualTo(HeaderProtection.of(far));
    }

    @Test
    void plainLinesSayNothing() {
        Negotiation offer = side(1, SrtpUse.OFF, Cryptex.USED).offer(OfferKind.INITIAL);
        Negotiation answer = agreed(side(2, SrtpUse.OFF, Cryptex.USED).answer(
                SdpParser.parse(sent(offer) + "a=cryptex\r\n").description().orElseThrow()));

        assertThat(says(offer)).isFalse();
        assertThat(says(answer)).isFalse();
    }

    @Test
    void itMayBeSaidForTheWholeSession() {
        Negotiation offer = side(1, SrtpUse.REQUIRED, Cryptex.OFF).offer(OfferKind.INITIAL);
        SessionDescription whole = SdpParser.parse(sent(offer).toString().replace("t=0 0\r\n", "t=0 0\r\na=cryptex\r\n")).description().orElseThrow();

        Negotiation answer = agreed(side(2, SrtpUse.REQUIRED, Cryptex.USED).answer(whole));

        assertThat(says(answer)).isTrue();
        assertThat(audio(answer).heads().cryptex()).isEqualTo(Cryptex.USED);
    }

    @ParameterizedTest
    @EnumSource
    void everyProfileHasItAndTheStrictestInsists(SecurityProfile profile) {
        assertThat(SecurityConfig.auto().srtp(profile).cryptex())
                .isEqualTo(profile == SecurityProfile.GOVERNMENT ? Cryptex.REQUIRED : Cryptex.USED);
        assertThat(SecurityConfig.none().srtp(profile).cryptex()).isEqualTo(Cryptex.OFF);
    }
}
