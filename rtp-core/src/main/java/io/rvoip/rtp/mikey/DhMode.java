package io.rvoip.rtp.mikey;

import io.rvoip.common.TimeSource;
import io.rvoip.rtp.mikey.MikeyPayload.DhValue;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.mikey.MikeyPayload.Rand;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By Diffie-Hellman, signed by both sides (RFC 3830 section 3.3). */
final class DhMode implements Mode {
    private final MikeyMath math;
    private final Identity self;
    private final MikeyCertificates own;
    private final SignedMessage signing;
    private final TimeSource time;
    private final AnswerLimit limit;

    DhMode(MikeyMath math, Identity self, MikeyCertificates own, TimeSource time, AnswerLimit limit) {
        this.limit = limit;
        this.math = math;
        this.self = self;
        this.own = own;
        this.time = time;
        signing = new SignedMessage(math, own);
    }

    @Override
    public MikeyOffer offer(Start start) {
        Octets rand = Octets.of(math.random(RAND_OCTETS));
        SrtpSuite suite = start.terms().suites().get(0);
        Oakley5 secret = Oakley5.generate(math.crypto());
        DhValue ours = secret.value();
        List<MikeyPayload> payloads = new ArrayList<>(List.of(start.stamp(), new Rand(rand), self));
        payloads.addAll(own.payloads());
        payloads.addAll(List.of(start.protocols(), Policies.write(0, suite), ours));
        MikeyMessage message = signing.sign(start.header(MessageType.DH), payloads);
        AnswerLimit.Share share = limit.new Share();
        return new MikeyOffer(message, answer -> {
            if (answer.header().type() != MessageType.DH_RESPONSE) {
                throw new MikeyRefusal(MikeyError.DATA_TYPE, "the answer is none of Diffie-Hellman");
            }
            List<Identity> names = answer.all(Identity.class);
            Identity responder = names.size() > 1 ? names.get(0) : NOBODY;
            X509Certificate theirs = signing.check(answer, responder, time.wallClock());
            List<DhValue> values = answer.all(DhValue.class);
            if (names.isEmpty() || !names.get(names.size() - 1).equals(self) || values.size() != 2 || !values.get(1).equals(ours)) {
                throw new MikeyRefusal(MikeyError.UNSPECIFIED, "the answer does not repeat our value and name");
            }
            share.take();
            SrtpKeys traffic = keys(secret.agree(values.get(0)), start.bundle(), rand, suite, start.terms(), true);
            return new MikeyBundle(MikeyMode.DH, start.bundle(), rand, 0, answer.header().sessions(),
                    responder.name().text(), traffic.withFingerprint(math.fingerprint(theirs)));
        });
    }

    private SrtpKeys keys(byte[] agreed, int bundle, Octets rand, SrtpSuite suite, MikeyTerms terms, boolean initiator)
            throws MikeyRefusal {
        KeyData generation = TrafficKeys.generation(agreed);
        SrtpKeys keys = new TrafficKeys(math, MikeyMode.DH, bundle, rand, suite, terms.firstSession()).of(generation, initiator);
        generation.key().destroy();
        return keys;
    }

    @Override
    public MikeyOutcome.Agreed answer(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce)
            throws MikeyRefusal {
        Identity initiator = Mode.sender(offer);
        X509Certificate theirs = signing.check(offer, initiator, time.wallClock());
        List<DhValue> values = offer.all(DhValue.class);
        if (values.size() != 1) {
            throw TransportKeys.missing("DH");
        }
        Octets rand = Mode.rand(offer);
        SrtpSuite suite = Mode.suite(offer, offer.header(), terms);
        int id = offer.header().bundle();
        Oakley5 secret = Oakley5.generate(math.crypto());
        SrtpKeys traffic = keys(secret.agree(values.get(0)), id, rand, suite, terms, false);
        List<MikeyPayload> payloads = new ArrayList<>(offer.all(MikeyPayload.Timestamp.class));
        payloads.add(self);
        payloads.addAll(own.payloads());
        payloads.addAll(List.of(initiator, secret.value(), values.get(0)));
        int policy = offer.header().sessions().get(terms.firstSession()).policy();
        List<CryptoSession> map = Mode.answered(offer.header(), terms, policy);
        MikeyMessage answer = signing.sign(offer.header().as(MessageType.DH_RESPONSE, map), payloads);
        MikeyBundle bundle = new MikeyBundle(
                MikeyMode.DH, id, rand, Mode.time(offer), map, initiator.name().text(), traffic.withFingerprint(math.fingerprint(theirs)));
        return new MikeyOutcome.Agreed(bundle, answer.octets());
    }
}
