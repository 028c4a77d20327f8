package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.TestMetrics;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls through a platform that has threads for MIKEY with certificates: what its loops do meanwhile, and without a thread to spare. */
class MikeyThreadsTest {
    private final TestMetrics metrics = new TestMetrics();
    private final Threads threads = new Threads();

    @TempDir
    private Path dir;
    private Office office;
    private Phone alice;
    private Phone bob;

    /** Takes so much, and does it when told to. */
    private static final class Threads implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int room = 9;

        @Override
        public void execute(Runnable work) {
            if (waiting.size() >= room) {
                throw new RejectedExecutionException();
            }
            waiting.add(work);
        }
    }

    @BeforeEach
    void opens() {
        LocalAuthority authority = new LocalAuthority("MIKEY Test CA");
        Path ca = authority.write(dir, "ca");
        Office.Setup setup = new Office.Setup();
        setup.media = settings(authority, ca, "sip:" + Office.DOMAIN, threads);
        office = new Office(setup);
        alice = office.registered("alice", 500);
        bob = office.registered("bob", 900).answersAfter(500);
        alice.settings = settings(authority, ca, "sip:alice@" + Office.DOMAIN, null);
        bob.settings = settings(authority, ca, "sip:bob@" + Office.DOMAIN, null);
    }

    private RtpMediaSettings settings(LocalAuthority authority, Path ca, String identity, Executor executor) {
        LocalAuthority.Pair own = authority.issue(dir, "own", new LocalAuthority.Request("own").uri(identity).rsa());
        X509Certificate certificate = PemFiles.certificates("certificate", own.certificate()).get(0);
        MikeyCertificates certificates = new MikeyCertificates(List.of(certificate), PemFiles.key("key", own.key(), certificate),
                Optional.empty(), PemFiles.certificates("ca", ca));
        return RtpMediaSettings.DEFAULT.withSrtp(SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80))
                .withKeying(Set.of(Keying.MIKEY)).withMikey(new MikeyEndpoint(MikeySettings.certified(identity, certificates, MikeyMode.RSA_R),
                        CryptoProvider.jdk(), TimeSource.system(), metrics, executor)));
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private void work(int pieces) {
        assertThat(threads.waiting).hasSize(pieces);
        while (!threads.waiting.isEmpty()) {
            threads.waiting.remove().run();
        }
        office.advance(600);
    }

    @Test
    void theOfferToAPhoneAndTheAnswerToTheCallerWaitForTheirThreads() {
        Phone.Talk call = alice.call("bob");
        office.advance(600);
        assertThat(bob.talks).as("not called yet").isEmpty();
        work(1);
        assertThat(bob.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.session.state().answered()).as("not answered yet").isFalse();
        work(1);

        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        office.advance(500);
    }

    /** Who gives up while it is being worked out is not answered, and leaves nothing. */
    @Test
    void aCallerWhoGivesUpMeanwhileLeavesNothing() {
        Phone.Talk call = alice.call("bob");
        office.advance(600);
        work(1);
        alice.act(call.session::hangup);
        office.advance(500);
        work(1);

        assertThat(call.end().status()).isEqualTo(487);
        assertThat(office.media.portPairsInUse()).isZero();
    }

    @Test
    void withNoThreadToSpareTheCallerIsToldToComeLater() {
        Phone.Talk call = alice.call("bob");
        office.advance(600);
        threads.waiting.remove().run();
        threads.room = 0;
        office.advance(1_500);

        assertThat(call.end().status()).isEqualTo(503);
        assertThat(answersToAlice("SIP/2.0 503")).isNotEmpty().allMatch(answer -> answer.contains("MIKEY: too many exchanges at once"));
        assertThat(metrics.total("rvoip_mikey_exchanges_rejected_total")).isEqualTo(1);

        Phone.Talk next = alice.call("bob");
        office.advance(1_500);
        assertThat(next.end().status()).as("the phone cannot even be called").isEqualTo(503);
        assertThat(bob.talks).hasSize(1);
        assertThat(office.media.portPairsInUse()).isZero();
    }

    private List<String> answersToAlice(String start) {
        return office.wire.stream().filter(one -> one.to().equals(alice.host.at(5060))).map(CapturedDatagram::text)
                .filter(text -> text.startsWith(start)).toList();
    }
}
