package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.media.MediaSecurity;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.MediaException;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound under keys that MIKEY agreed on, in virtual time, in each of its modes. */
class RtpMediaLegMikeyTest {
    private static final SrtpPolicy POLICY =
            SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AEAD_AES_256_GCM)).withKeying(Set.of(Keying.MIKEY));

    private static final TestMetrics COUNTED = new TestMetrics();

    @TempDir
    static Path folder;

    private static X509Certificate authority;
    private static LocalAuthority.Pair near;
    private static LocalAuthority.Pair far;

    @BeforeAll
    static void certificates() {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        authority = certificate(all.write(folder, "ca"));
        near = all.issue(folder, "near", new LocalAuthority.Request("near").uri("sip:near@example.com").rsa());
        far = all.issue(folder, "far", new LocalAuthority.Request("far").uri("sip:far@example.com").rsa());
    }

    private static X509Certificate certificate(Path file) {
        return PemFiles.certificates("file", file).get(0);
    }

    private static RtpMediaSettings side(String name, MikeyMode mode, LocalAuthority.Pair own, LocalAuthority.Pair other) {
        return side(name, mode, own, other, null);
    }

    private static RtpMediaSettings side(
            String name, MikeyMode mode, LocalAuthority.Pair own, LocalAuthority.Pair other, Executor threads) {
        String identity = "sip:" + name + "@example.com";
        X509Certificate certificate = certificate(own.certificate());
        MikeySettings settings = mode == MikeyMode.PSK ? MikeySettings.psk(identity, Secret.of("a key that both sides hold"))
                : MikeySettings.certified(identity, new MikeyCertificates(List.of(certificate),
                        PemFiles.key("key", own.key(), certificate),
                        mode == MikeyMode.RSA ? Optional.of(certificate(other.certificate())) : Optional.empty(),
                        List.of(authority)), mode);
        return RtpMediaSettings.DEFAULT.withSrtp(
                POLICY.withMikey(new MikeyEndpoint(settings, CryptoProvider.jdk(), TimeSource.system(), COUNTED, threads)));
    }

    private static MediaPair pair(MikeyMode mode) {
        return new MediaPair(side("near", mode, near, far), side("far", mode, far, near));
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesHearEachOther(MikeyMode mode) {
        MediaPair pair = pair(mode);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        SrtpKeys keys = pair.near.leg.negotiated().orElseThrow().keys();
        pair.advance(10_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(9_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(9_500);
        assertThat(pair.near.leg.media().security()).isEqualTo(
                new MediaSecurity(mode.keying(), Optional.of(SrtpSuite.AEAD_AES_256_GCM), proven(mode, far), Optional.empty(), true, true));
        assertThat(pair.far.leg.media().security().secured()).isTrue();
        assertThat(pair.far.leg.media().security().fingerprint()).isEqualTo(proven(mode, near));
        pair.closeAndFindNothing();
        assertThat(keys.sending().keyAndSalt().isDestroyed()).isTrue();
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return CertificateFingerprint.of("sha-256", certificate.getEncoded(), CryptoProvider.jdk()).toString();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> proven(MikeyMode mode, LocalAuthority.Pair who) {
        return mode == MikeyMode.PSK ? Optional.empty() : Optional.of(fingerprint(certificate(who.certificate())));
    }

    /** With certificates a hold brings new keys, and what was on its way under the old ones is heard all the same. */
    @ParameterizedTest
    @EnumSource
    void holdingAndResumingFromEitherSideGoesOn(MikeyMode mode) {
        MediaPair pair = pair(mode);
        pair.exchange(pair.near, pair.far, OfferKind.INITIAL);
        pair.advance(1_000);
        pair.exchange(pair.near, pair.far, OfferKind.HOLD);
        pair.advance(200);
        pair.exchange(pair.near, pair.far, OfferKind.RESUME);
        pair.advance(500);
        int heard = pair.near.heard.heardMillis();
        pair.exchange(pair.far, pair.near, OfferKind.REFRESH);
        pair.advance(2_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(heard + 1_850);
        pair.closeAndFindNothing();
    }

    /** With certificates each exchange makes new ones; those before are wiped too, the far end's at once, ours when the call ends. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfTheKeysOfFormerExchanges(MikeyMode mode) {
        MediaPair pair = pair(mode);
        List<SrtpKeys> all = new ArrayList<>();
        for (OfferKind kind : List.of(OfferKind.INITIAL, OfferKind.HOLD, OfferKind.RESUME)) {
            pair.exchange(pair.near, pair.far, kind);
            all.add(pair.near.leg.negotiated().orElseThrow().keys());
            all.add(pair.far.leg.negotiated().orElseThrow().keys());
            pair.advance(200);
        }
        assertThat(all.subList(0, 4)).allMatch(keys -> keys.receiving().keyAndSalt().isDestroyed() == (mode != MikeyMode.PSK));
        assertThat(all).noneMatch(keys -> keys.sending().keyAndSalt().isDestroyed());
        pair.closeAndFindNothing();

        assertThat(all).allMatch(keys -> keys.sending().keyAndSalt().isDestroyed() && keys.receiving().keyAndSalt().isDestroyed());
    }

    /** Session timers bring an exchange each, for days: what a call keeps of them is bounded. */
    @ParameterizedTest
    @EnumSource(names = {"RSA", "DH"})
    void ofManyExchangesTheNewestAloneAreKept(MikeyMode mode) {
        MediaPair pair = pair(mode);
        List<SrtpKeys> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pair.exchange(pair.near, pair.far, i == 0 ? OfferKind.INITIAL : OfferKind.REFRESH);
            all.add(pair.near.leg.negotiated().orElseThrow().keys());
            pair.advance(100);
        }
        assertThat(all.subList(0, 4)).allMatch(keys -> keys.sending().keyAndSalt().isDestroyed());
        assertThat(all.subList(4, 20)).noneMatch(keys -> keys.sending().keyAndSalt().isDestroyed());
        int heard = pair.far.heard.heardMillis();
        pair.advance(1_000);

        assertThat(pair.far.heard.heardMillis()).isGreaterThan(heard + 950);
        pair.closeAndFindNothing();
        assertThat(all).allMatch(keys -> keys.sending().keyAndSalt().isDestroyed());
    }

    /** Threads that do what they are given at once, or when they are told to, and take so much and no more. */
    private static final class Threads implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean atOnce = true;
        private int room = 9;

        @Override
        public void execute(Runnable work) {
            if (waiting.size() >= room) {
                throw new RejectedExecutionException();
            }
            waiting.add(work);
            if (atOnce) {
                work();
            }
        }

        void work() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    /** Two legs whose exchanges are for threads, with their first offers prepared. */
    private static MediaPair withThreads(MikeyMode mode, Threads ofNear, Threads ofFar) {
        MediaPair pair = new MediaPair(side("near", mode, near, far, ofNear), side("far", mode, far, near, ofFar));
        ofNear.atOnce = false;
        ofFar.atOnce = false;
        return pair;
    }

    @ParameterizedTest
    @EnumSource(names = "PSK", mode = EnumSource.Mode.EXCLUDE)
    void withCertificatesNoDescriptionIsWorkedOutOnTheLoopOfALeg(MikeyMode mode) {
        Threads threads = new Threads();
        Threads others = new Threads();
        MediaPair pair = withThreads(mode, threads, others);
        for (OfferKind kind : List.of(OfferKind.INITIAL, OfferKind.HOLD, OfferKind.RESUME)) {
            CompletableFuture<SessionDescription> offered = pair.near.leg.offer(kind).toCompletableFuture();
            assertThat(offered.isDone()).as("the first one is prepared").isEqualTo(kind == OfferKind.INITIAL);
            threads.work();
            pair.time.runReady();
            CompletableFuture<AnswerResult> answered = pair.far.leg.answer(MediaPair.text(offered.join())).toCompletableFuture();
            pair.advance(100);
            assertThat(answered).isNotDone();
            others.work();
            pair.time.runReady();
            assertThat(pair.near.leg.accept(MediaPair.text(((AnswerResult.Accepted) answered.join()).answer()))).isEmpty();
            pair.time.runReady();
        }
        pair.advance(3_000);

        assertThat(pair.near.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.heard.heardMillis()).isGreaterThan(2_500);
        assertThat(pair.far.leg.media().security().keying()).isEqualTo(mode.keying());
        pair.closeAndFindNothing();
    }

    @Test
    void withNoThreadToSpareOffersAreRefusedAndNoneIsMade() {
        Threads threads = new Threads();
        Threads others = new Threads();
        MediaPair pair = withThreads(MikeyMode.RSA_R, threads, others);
        long before = COUNTED.total("rvoip_mikey_exchanges_rejected_total");
        threads.room = 0;
        others.room = 0;
        SessionDescription offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join();
        AnswerResult answer = pair.far.leg.answer(MediaPair.text(offer)).toCompletableFuture().join();

        assertThat(answer).isEqualTo(new AnswerResult.Refused(
                new Refusal(503, Refusal.MISCELLANEOUS, "MIKEY: too many exchanges at once")));
        assertThat(pair.near.failure(pair.near.port, pair.near.request())).isInstanceOf(MediaException.class)
                .hasMessage("call-1: MIKEY: too many exchanges at once");
        assertThat(COUNTED.total("rvoip_mikey_exchanges_rejected_total")).isEqualTo(before + 2);

        others.room = 9;
        CompletableFuture<AnswerResult> again = pair.far.leg.answer(MediaPair.text(offer)).toCompletableFuture();
        others.work();
        pair.time.runReady();
        assertThat(again.join()).as("not a replay: it has not been looked at").isInstanceOf(AnswerResult.Accepted.class);
        pair.closeAndFindNothing();
    }

    /** The call has ended meanwhile, or the offer was taken back: nobody is answered, and nothing is in force. */
    @Test
    void whatIsNotWantedAnyMoreIsForgotten() {
        Threads threads = new Threads();
        Threads others = new Threads();
        MediaPair pair = withThreads(MikeyMode.DH, threads, others);
        SessionDescription offer = pair.near.leg.offer(OfferKind.INITIAL).toCompletableFuture().join();
        CompletableFuture<AnswerResult> answered = pair.far.leg.answer(MediaPair.text(offer)).toCompletableFuture();
        pair.far.leg.rollback();
        others.work();
        pair.time.runReady();

        assertThat(answered).isCompletedExceptionally();
        assertThat(pair.far.leg.negotiated()).isEmpty();
        pair.closeAndFindNothing();
    }

    @Test
    void aPolicyWithoutOurSideOfItIsRefused() {
        MediaPair pair = MediaPair.of();
        assertThatThrownBy(() -> new RtpMediaPort(
                pair.near.engine, RtpMediaSettings.DEFAULT.withSrtp(POLICY), new SeededIds(1)))
                .hasMessage("srtp: keys by MIKEY (expected: a policy with our side of it)");
        pair.closeAndFindNothing();
    }
}
