package io.rvoip.rtp.mikey;

import io.rvoip.common.TimeSource;
import io.rvoip.rtp.mikey.MikeyPayload.CertificateHash;
import io.rvoip.rtp.mikey.MikeyPayload.Envelope;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.Kemac;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.mikey.MikeyPayload.Rand;
import io.rvoip.rtp.mikey.MikeyPayload.Timestamp;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The initiator's keys under the responder's public key (RFC 3830 section 3.2). */
final class RsaMode implements Mode {
    private static final int SHA_1 = 0;

    private final MikeyMath math;
    private final Identity self;
    private final MikeyCertificates own;
    private final SignedMessage signing;
    private final TimeSource time;

    RsaMode(MikeyMath math, Identity self, MikeyCertificates own, TimeSource time) {
        this.math = math;
        this.self = self;
        this.own = own;
        this.time = time;
        signing = new SignedMessage(math, own);
    }

    @Override
    public MikeyOffer offer(Start start) {
        X509Certificate peer = own.recipient(start.terms().to()).orElseThrow();
        Octets rand = Octets.of(math.random(RAND_OCTETS));
        KeyData generation = TrafficKeys.generation(math.random(KEY_OCTETS));
        SrtpSuite suite = start.terms().suites().get(0);
        byte[] envelope = math.random(KEY_OCTETS);
        TransportKeys keys = new TransportKeys(math, envelope, start.bundle(), rand);
        List<MikeyPayload> payloads = new ArrayList<>(List.of(start.stamp(), new Rand(rand), self));
        payloads.addAll(own.payloads());
        payloads.addAll(List.of(start.protocols(), Policies.write(0, suite),
                keys.sealed(List.of(self, generation), start.bundle(), start.time()),
                new CertificateHash(SHA_1, hash(peer)),
                new Envelope(0, Octets.of(math.sealedFor(peer.getPublicKey(), envelope)))));
        Arrays.fill(envelope, (byte) 0);
        MikeyMessage message = signing.sign(start.header(MessageType.PUBLIC_KEY), payloads);
        return new MikeyOffer(message, new MikeyOffer.Exchange() {
            @Override
            public MikeyBundle accept(MikeyMessage answer) throws MikeyRefusal {
                if (answer.header().type() != MessageType.PUBLIC_KEY_VERIFICATION) {
                    throw new MikeyRefusal(MikeyError.DATA_TYPE, "the answer is no verification of a public key message");
                }
                Identity responder = PskMode.verified(answer, keys, self, start.time());
                SrtpKeys traffic = new TrafficKeys(math, MikeyMode.RSA, start.bundle(), rand, suite,
                        start.terms().firstSession()).of(generation, true);
                return new MikeyBundle(MikeyMode.RSA, start.bundle(), rand, 0, answer.header().sessions(),
                        responder.name().text(), traffic.withFingerprint(math.fingerprint(peer)));
            }

            @Override
            public void wipe() {
                keys.close();
                generation.key().destroy();
            }
        });
    }

    private Octets hash(X509Certificate certificate) {
        return Octets.of(math.crypto().digest("SHA-1").digest(MikeyCertificates.der(certificate)));
    }

    @Override
    public MikeyOutcome.Agreed answer(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce)
            throws MikeyRefusal {
        Identity initiator = Mode.sender(offer);
        X509Certificate theirs = signing.check(offer, initiator, time.wallClock());
        Optional<CertificateHash> named = offer.first(CertificateHash.class);
        if (named.isPresent() && !named.get().equals(new CertificateHash(SHA_1, hash(own.chain().get(0))))) {
            throw new MikeyRefusal(MikeyError.CERTIFICATE, "it is not ours that the envelope key is encrypted for");
        }
        Octets rand = Mode.rand(offer);
        int id = offer.header().bundle();
        try (TransportKeys keys = opened(offer, math, own, id, rand)) {
            KeyData key = inside(offer, keys, initiator);
            SrtpSuite suite = Mode.suite(offer, offer.header(), terms);
            SrtpKeys traffic = new TrafficKeys(math, MikeyMode.RSA, id, rand, suite, terms.firstSession()).of(key, false);
            key.key().destroy();
            int policy = offer.header().sessions().get(terms.firstSession()).policy();
            MikeyBundle bundle = new MikeyBundle(MikeyMode.RSA, id, rand, Mode.time(offer),
                    Mode.answered(offer.header(), terms, policy), initiator.name().text(),
                    traffic.withFingerprint(math.fingerprint(theirs)));
            Octets answer = offer.header().verify()
                    ? PskMode.verification(offer.header().as(MessageType.PUBLIC_KEY_VERIFICATION, bundle.sessions()), keys,
                            initiator, self, offer.first(Timestamp.class).orElseThrow())
                    : Octets.NONE;
            return new MikeyOutcome.Agreed(bundle, answer);
        }
    }

    /** What the envelope key of a message gives. */
    static TransportKeys opened(MikeyMessage message, MikeyMath math, MikeyCertificates own, int bundle, Octets rand)
            throws MikeyRefusal {
        Envelope envelope = message.first(Envelope.class).orElseThrow(() -> TransportKeys.missing("PKE"));
        byte[] key = math.opened(own.key(), envelope.data().toArray(), KEY_OCTETS);
        TransportKeys keys = new TransportKeys(math, key, bundle, rand);
        Arrays.fill(key, (byte) 0);
        return keys;
    }

    /** The key in a message, which its sender has put there himself: the identity beside it says so (section 3.2). */
    static KeyData inside(MikeyMessage message, TransportKeys keys, Identity sender) throws MikeyRefusal {
        Kemac kemac = TransportKeys.usable(message);
        if (!keys.isMac(kemac.tag(), MikeyWriter.covered(kemac))) {
            throw new MikeyRefusal(MikeyError.AUTHENTICATION, "the MAC of the keys is wrong");
        }
        List<MikeyPayload> inside =
                keys.decrypted(kemac, message.header().bundle(), Mode.time(message), PayloadType.IDENTITY);
        if (inside.isEmpty() || !inside.get(0).equals(sender)) {
            throw new MikeyRefusal(MikeyError.IDENTITY, "the keys are somebody else's");
        }
        return TrafficKeys.only(inside);
    }
}
