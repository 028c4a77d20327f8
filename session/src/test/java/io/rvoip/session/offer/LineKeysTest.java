package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Media;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose keys are that were read from a description: one reader takes one, and nothing is left of the others. */
class LineKeysTest {
    private static final SrtpSuite CM = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final SrtpSuite GCM = SrtpSuite.AEAD_AES_128_GCM;

    private static OwnKeys keys(int seed) {
        return OwnKeys.of(SrtpUse.REQUIRED, Stream.of(CM, GCM).map(suite -> SrtpMasterKey.random(suite, new SeededIds(seed + suite.ordinal()))).toList());
    }

    private static Negotiation side(OwnKeys keys) {
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, keys);
    }

    private static Media line(OwnKeys keys) {
        return sent(side(keys).offer(OfferKind.INITIAL)).media().get(0);
    }

    private static boolean wiped(SrtpMasterKey key) {
        return key.keyAndSalt().isDestroyed();
    }

    @Test
    void whatNobodyTakesIsWiped() {
        LineKeys lines = new LineKeys(line(keys(1)));
        CryptoAttribute first = lines.choose(keys(9)).orElseThrow();
        CryptoAttribute second = lines.choose(OwnKeys.of(SrtpUse.REQUIRED, List.of(SrtpMasterKey.random(GCM, new SeededIds(3))))).orElseThrow();

        assertThat(lines.taken(second)).isSameAs(second);
        assertThat(wiped(first.key())).isFalse();
        lines.close();
        assertThat(wiped(first.key())).isTrue();
        assertThat(wiped(second.key())).isFalse();
        assertThat(lines.why()).isEqualTo("no suite in common");
    }

    /** What is read from our own offer shows which it is; what is used is the key itself, which is wiped with the call. */
    @Test
    void ofOursTheOneThatWasMadeIsMeant() {
        OwnKeys own = keys(1);
        try (LineKeys lines = new LineKeys(line(own))) {
            assertThat(lines.made(2, own)).containsSame(own.keys().get(1));
            assertThat(lines.made(3, own)).isEmpty();
            assertThat(lines.made(2, keys(5))).as("another call's").isEqualTo(Optional.empty());
        }
        assertThat(own.keys()).noneMatch(LineKeysTest::wiped);
    }

    @Test
    void anOffererEncryptsWithTheKeyThatItMade() {
        OwnKeys own = keys(1);
        Negotiation near = side(own).offer(OfferKind.INITIAL);
        Negotiation far = agreed(side(keys(50)).answer(sent(near)));
        near = agreed(near.accept(sent(far)));
        SrtpKeys agreed = audio(near).keys();
        assertThat(agreed.sending()).isSameAs(own.keys().get(0));

        near = near.offer(OfferKind.HOLD);
        near = agreed(near.accept(sent(agreed(far.answer(sent(near))))));
        assertThat(audio(near).keys().sending()).isSameAs(agreed.sending());
        near.wipe();
        assertThat(own.keys()).allMatch(LineKeysTest::wiped);
    }
}
