package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.Kemac;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.mikey.MikeyPayload.Rand;
import io.rvoip.rtp.mikey.MikeyPayload.Timestamp;
import io.rvoip.rtp.mikey.MikeyPayload.Verification;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys under a key that both sides hold (RFC 3830 section 3.1), and the same once more without new ones (section 4.5). */
final class PskMode implements Mode {
    private final MikeyMath math;
    private final Identity self;
    private final Secret preshared;

    PskMode(MikeyMath math, Identity self, Secret preshared) {
        this.math = math;
        this.self = self;
        this.preshared = preshared;
    }

    @Override
    public MikeyOffer offer(Start start) {
        Octets rand = Octets.of(math.random(RAND_OCTETS));
        KeyData generation = TrafficKeys.generation(math.random(KEY_OCTETS));
        SrtpSuite suite = start.terms().suites().get(0);
        MikeyHeader header = start.header(MessageType.PSK);
        List<MikeyPayload> payloads =
                List.of(start.stamp(), new Rand(rand), self, start.protocols(), Policies.write(0, suite));
        MikeyMessage message = proven(header, payloads, List.of(generation), start, rand);
        return new MikeyOffer(message, new MikeyOffer.Exchange() {
            @Override
            public MikeyBundle accept(MikeyMessage answer) throws MikeyRefusal {
                Identity peer = verified(answer, start, rand);
                SrtpKeys keys = new TrafficKeys(math, MikeyMode.PSK, start.bundle(), rand, suite, start.terms().firstSession())
                        .of(generation, true);
                return new MikeyBundle(MikeyMode.PSK, start.bundle(), rand, 0, answer.header().sessions(),
                        peer.name().text(), keys);
            }

            @Override
            public void wipe() {
                generation.key().destroy();
            }
        });
    }

    /** The same keys once more: nothing is lost while a call is held or refreshed. */
    MikeyOffer update(Start start, MikeyBundle inForce) {
        MikeyHeader header =
                new MikeyHeader(MessageType.PSK, true, MikeyHeader.MIKEY_1, inForce.id(), inForce.sessions());
        MikeyMessage message =
                proven(header, List.of(start.stamp(), self, start.protocols()), List.of(), start, inForce.rand());
        return new MikeyOffer(message, answer -> {
            verified(answer, start, inForce.rand());
            return inForce;
        });
    }

    private MikeyMessage proven(
            MikeyHeader header, List<MikeyPayload> payloads, List<MikeyPayload> inside, Start start, Octets rand) {
        try (TransportKeys keys = transport(start.bundle(), rand)) {
            Kemac kemac = keys.encrypted(inside, start.bundle(), start.time());
            List<MikeyPayload> all = new ArrayList<>(payloads);
            all.add(kemac);
            Octets tag = keys.mac(MikeyMessage.of(header, all).covered(kemac.tag().length()));
            all.set(payloads.size(), new Kemac(kemac.encryption(), kemac.data(), kemac.mac(), tag));
            return MikeyMessage.of(header, all);
        }
    }

    private TransportKeys transport(int bundle, Octets rand) {
        return preshared.with(octets -> new TransportKeys(math, octets, bundle, rand));
    }

    private Identity verified(MikeyMessage answer, Start start, Octets rand) throws MikeyRefusal {
        if (answer.header().type() != MessageType.PSK_VERIFICATION) {
            throw new MikeyRefusal(MikeyError.DATA_TYPE, "the answer is no verification of a pre-shared key message");
        }
        try (TransportKeys keys = transport(start.bundle(), rand)) {
            return verified(answer, keys, self, start.time());
        }
    }

    /** Section 5.2: the answer, then both identities and the time. */
    static Identity verified(MikeyMessage answer, TransportKeys keys, Identity initiator, long time) throws MikeyRefusal {
        Verification proof = answer.first(Verification.class).orElseThrow(() -> TransportKeys.missing("V"));
        if (proof.mac() != TransportKeys.HMAC_SHA_1) {
            throw new MikeyRefusal(MikeyError.MAC, "an answer without MAC (expected: HMAC-SHA-1-160)");
        }
        Identity responder = Mode.sender(answer);
        boolean last = answer.payloads().get(answer.payloads().size() - 1) instanceof Verification;
        if (!last || !keys.isMac(proof.tag(), answer.covered(proof.tag().length()), initiator.name().toArray(),
                responder.name().toArray(), octets(time))) {
            throw new MikeyRefusal(MikeyError.AUTHENTICATION, "the answer's MAC is wrong");
        }
        return responder;
    }

    static Octets verification(
            MikeyHeader header, TransportKeys keys, Identity initiator, Identity responder, Timestamp stamp) {
        List<MikeyPayload> payloads = new ArrayList<>(List.of(stamp, responder,
                new Verification(TransportKeys.HMAC_SHA_1, Octets.of(new byte[MikeyReader.MAC_TAG]))));
        Octets tag = keys.mac(MikeyMessage.of(header, payloads).covered(MikeyReader.MAC_TAG),
                initiator.name().toArray(), responder.name().toArray(), octets(stamp.value()));
        payloads.set(2, new Verification(TransportKeys.HMAC_SHA_1, tag));
        return MikeyMessage.of(header, payloads).octets();
    }

    static byte[] octets(long time) {
        return ByteBuffer.allocate(Long.BYTES).putLong(time).array();
    }

    @Override
    public MikeyOutcome.Agreed answer(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce)
            throws MikeyRefusal {
        boolean update = MikeyEndpoint.isUpdate(offer, inForce);
        Kemac kemac = TransportKeys.usable(offer);
        Octets rand = update && inForce != null ? inForce.rand() : Mode.rand(offer);
        int id = offer.header().bundle();
        try (TransportKeys keys = transport(id, rand)) {
            boolean last = offer.payloads().get(offer.payloads().size() - 1) == kemac;
            if (!last || !keys.isMac(kemac.tag(), offer.covered(kemac.tag().length()))) {
                throw new MikeyRefusal(MikeyError.AUTHENTICATION, "the MAC is wrong: no key in common");
            }
            List<MikeyPayload> inside = keys.decrypted(kemac, id, Mode.time(offer), PayloadType.KEY_DATA);
            MikeyBundle bundle = update && inForce != null
                    ? kept(inside, inForce, offer) : begun(inside, offer, rand, terms);
            Octets answer = offer.header().verify()
                    ? verification(offer.header().as(MessageType.PSK_VERIFICATION, bundle.sessions()), keys,
                            Mode.sender(offer), self, offer.first(Timestamp.class).orElseThrow())
                    : Octets.NONE;
            return new MikeyOutcome.Agreed(bundle, answer);
        }
    }

    private static MikeyBundle kept(List<MikeyPayload> inside, MikeyBundle inForce, MikeyMessage offer)
            throws MikeyRefusal {
        if (!inside.isEmpty()) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "new keys in an old bundle (expected: a new bundle for them)");
        }
        return inForce.after(Mode.time(offer));
    }

    private MikeyBundle begun(List<MikeyPayload> inside, MikeyMessage offer, Octets rand, MikeyTerms terms)
            throws MikeyRefusal {
        SrtpSuite suite = Mode.suite(offer, offer.header(), terms);
        int id = offer.header().bundle();
        KeyData key = TrafficKeys.only(inside);
        SrtpKeys keys = new TrafficKeys(math, MikeyMode.PSK, id, rand, suite, terms.firstSession()).of(key, false);
        key.key().destroy();
        int policy = offer.header().sessions().get(terms.firstSession()).policy();
        return new MikeyBundle(MikeyMode.PSK, id, rand, Mode.time(offer), Mode.answered(offer.header(), terms, policy),
                Mode.sender(offer).name().text(), keys);
    }
}
