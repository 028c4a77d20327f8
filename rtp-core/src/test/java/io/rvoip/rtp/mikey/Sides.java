package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Alice and Bob, with a key in common and with certificates. */
final class Sides {
    static final String ALICE = "sip:alice@example.com";
    static final String BOB = "sip:bob@example.com";
    static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    private static final Instant TODAY = Instant.now().minusNanos(new ManualTime().nanoTime());
    private static final LocalAuthority AUTHORITY = new LocalAuthority("MIKEY Test CA");
    private static final List<X509Certificate> TRUSTED = List.of(written(AUTHORITY));
    static final Person OF_ALICE = Person.of("alice", ALICE, AUTHORITY);
    static final Person OF_BOB = Person.of("bob", BOB, AUTHORITY);

    private Sides() {}

    /** Somebody with a certificate. */
    record Person(X509Certificate certificate, PrivateKey key) {
        static Person of(String name, String uri, LocalAuthority authority) {
            Path folder = folder();
            LocalAuthority.Pair pair = authority.issue(folder, name, new LocalAuthority.Request(name).uri(uri).rsa());
            X509Certificate certificate = PemFiles.certificates("certificate", pair.certificate()).get(0);
            return new Person(certificate, PemFiles.key("key", pair.key(), certificate));
        }

        MikeyCertificates believing(Optional<X509Certificate> peer) {
            return new MikeyCertificates(List.of(certificate), key, peer, TRUSTED);
        }
    }

    /** The same one with another key and certificate. */
    static Person renewed(String name, String uri) {
        return Person.of(name, uri, AUTHORITY);
    }

    /** Somebody whose certificate ends then. */
    static Person until(Instant end) {
        Path folder = folder();
        LocalAuthority.Pair pair = AUTHORITY.issue(folder, "ending",
                new LocalAuthority.Request("bob").uri(BOB).rsa().valid(end.minus(Duration.ofDays(30)), end));
        X509Certificate certificate = PemFiles.certificates("certificate", pair.certificate()).get(0);
        return new Person(certificate, PemFiles.key("key", pair.key(), certificate));
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("mikey");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Certificate written(LocalAuthority authority) {
        return PemFiles.certificates("authority", authority.write(folder(), "ca")).get(0);
    }

    static Secret key() {
        return Secret.of("0123456789abcdef0123456789abcdef");
    }

    static MikeyEndpoint alice(MikeyMode mode, ManualTime time) {
        MikeySettings settings = mode == MikeyMode.PSK ? MikeySettings.psk(ALICE, key())
                : MikeySettings.certified(ALICE, OF_ALICE.believing(
                        mode == MikeyMode.RSA ? Optional.of(OF_BOB.certificate()) : Optional.empty()), mode);
        return new MikeyEndpoint(settings, CryptoProvider.jdk(), today(time));
    }

    static MikeyEndpoint bob(MikeyMode mode, ManualTime time) {
        MikeySettings settings = mode == MikeyMode.PSK ? MikeySettings.psk(BOB, key())
                : MikeySettings.certified(BOB, OF_BOB.believing(Optional.empty()), MikeyMode.DH);
        return new MikeyEndpoint(settings, CryptoProvider.jdk(), today(time));
    }

    /** In step with {@code time}, on the day on which the certificates are good. */
    static TimeSource today(ManualTime time) {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public Instant wallClock() {
                return TODAY.plusNanos(time.nanoTime());
            }
        };
    }

    static MikeyTerms terms(int ssrc) {
        return MikeyTerms.of(SUITES, ssrc);
    }

    static MikeyOutcome.Agreed agreed(MikeyOutcome outcome) {
        if (outcome instanceof MikeyOutcome.Refused refused) {
            throw new AssertionError(refused.problem().toString());
        }
        return (MikeyOutcome.Agreed) outcome;
    }

    static MikeyProblem problem(MikeyOutcome outcome) {
        if (outcome instanceof MikeyOutcome.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("agreed");
    }

    static MikeyMessage read(Octets octets) {
        MikeyMessage.Result result = MikeyMessage.read(octets.toArray());
        if (result instanceof MikeyMessage.Result.Unreadable unreadable) {
            throw new AssertionError(unreadable.problem().toString());
        }
        return ((MikeyMessage.Result.Read) result).message();
    }

    /** What one side sends with is what the other one expects. */
    static boolean mirrored(SrtpKeys one, SrtpKeys other) {
        return one.keying().equals(other.keying()) && one.sending().equals(other.receiving())
                && one.receiving().equals(other.sending()) && !one.sending().equals(one.receiving());
    }

    static String hex(SrtpMasterKey key) {
        return key.keyAndSalt().with(Bytes::hex);
    }
}
