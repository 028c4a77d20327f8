package io.rvoip.rtp.mikey;

import io.rvoip.common.TimeSource;
import io.rvoip.rtp.mikey.MikeyPayload.Envelope;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.mikey.MikeyPayload.Rand;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The responder's keys under the initiator's public key (RFC 4738), for two: there are no groups. */
final class ReverseRsaMode implements Mode {
    private static final int GROUP_BUNDLE = 4;

    private final MikeyMath math;
    private final Identity self;
    private final MikeyCertificates own;
    private final SignedMessage signing;
    private final TimeSource time;
    private final AnswerLimit limit;

    ReverseRsaMode(MikeyMath math, Identity self, MikeyCertificates own, TimeSource time, AnswerLimit limit) {
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
        List<SecurityPolicy> policies = new ArrayList<>();
        for (SrtpSuite suite : start.terms().suites()) {
            policies.add(Policies.write(policies.size(), suite));
        }
        List<MikeyPayload> payloads = new ArrayList<>(List.of(start.stamp(), new Rand(rand), self));
        payloads.addAll(own.payloads());
        payloads.add(start.protocols());
        payloads.addAll(policies);
        MikeyMessage message = signing.sign(start.header(MessageType.RSA_R), payloads);
        AnswerLimit.Share share = limit.new Share();
        return new MikeyOffer(message, answer -> accept(answer, start, rand, policies, share));
    }

    private MikeyBundle accept(MikeyMessage answer, Start start, Octets rand, List<SecurityPolicy> offered, AnswerLimit.Share share)
            throws MikeyRefusal {
        if (answer.header().type() != MessageType.RSA_R_RESPONSE) {
            throw new MikeyRefusal(MikeyError.DATA_TYPE, "the answer is none of RSA-R");
        }
        if (answer.first(Rand.class).isPresent()
                || answer.all(MikeyPayload.Extension.class).stream().anyMatch(one -> one.type() == GROUP_BUNDLE)) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "the answer brings a RAND or a bundle of its own");
        }
        if (answer.all(SecurityPolicy.class).isEmpty() || !offered.containsAll(answer.all(SecurityPolicy.class))) {
            throw new MikeyRefusal(MikeyError.POLICY, "the answer takes a policy that was not offered");
        }
        Identity responder = Mode.sender(answer);
        X509Certificate theirs = signing.checkWith(answer, responder, time.wallClock(),
                self.name().toArray(), responder.name().toArray(), PskMode.octets(start.time()));
        share.take();
        try (TransportKeys keys = RsaMode.opened(answer, math, own, start.bundle(), rand)) {
            KeyData key = RsaMode.inside(answer, keys, responder);
            SrtpSuite suite = Mode.suite(answer, answer.header(), start.terms());
            SrtpKeys traffic = new TrafficKeys(math, MikeyMode.RSA_R, start.bundle(), rand, suite,
                    start.terms().firstSession()).of(key, true);
            key.key().destroy();
            return new MikeyBundle(MikeyMode.RSA_R, start.bundle(), rand, 0, answer.header().sessions(),
                    responder.name().text(), traffic.withFingerprint(math.fingerprint(theirs)));
        }
    }

    @Override
    public MikeyOutcome.Agreed answer(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce)
            throws MikeyRefusal {
        Identity initiator = Mode.sender(offer);
        X509Certificate theirs = signing.check(offer, initiator, time.wallClock());
        int first = terms.firstSession();
        if (offer.header().sessions().size() <= first) {
            throw new MikeyRefusal(MikeyError.POLICY,
                    offer.header().sessions().size() + " crypto sessions (expected: " + (first + 1) + ")");
        }
        Optional<Rand> given = offer.first(Rand.class);
        Octets rand = given.isPresent() ? Mode.rand(offer) : Octets.of(math.random(RAND_OCTETS));
        SecurityPolicy policy = choose(offer, terms);
        SrtpSuite suite = Policies.read(policy);
        int id = offer.header().bundle();
        long stamp = Mode.time(offer);
        KeyData generation = TrafficKeys.generation(math.random(KEY_OCTETS));
        SrtpKeys traffic = new TrafficKeys(math, MikeyMode.RSA_R, id, rand, suite, first).of(generation, false);
        byte[] envelope = math.random(KEY_OCTETS);
        List<MikeyPayload> payloads = new ArrayList<>(offer.all(MikeyPayload.Timestamp.class));
        if (given.isEmpty()) {
            payloads.add(new Rand(rand));
        }
        payloads.add(self);
        payloads.addAll(own.payloads());
        payloads.add(policy);
        try (TransportKeys keys = new TransportKeys(math, envelope, id, rand)) {
            payloads.add(keys.sealed(List.of(self, generation), id, stamp));
        }
        payloads.add(new Envelope(0, Octets.of(math.sealedFor(theirs.getPublicKey(), envelope))));
        Arrays.fill(envelope, (byte) 0);
        generation.key().destroy();
        List<CryptoSession> map = Mode.answered(offer.header(), terms, policy.number());
        MikeyMessage answer = signing.signWith(offer.header().as(MessageType.RSA_R_RESPONSE, map), payloads,
                initiator.name().toArray(), self.name().toArray(), PskMode.octets(stamp));
        MikeyBundle bundle = new MikeyBundle(
                MikeyMode.RSA_R, id, rand, stamp, map, initiator.name().text(), traffic.withFingerprint(math.fingerprint(theirs)));
        return new MikeyOutcome.Agreed(bundle, answer.octets());
    }

    /** Of theirs the one that we like best; without any the defaults of SRTP. */
    private static SecurityPolicy choose(MikeyMessage offer, MikeyTerms terms) throws MikeyRefusal {
        List<SecurityPolicy> offered = offer.all(SecurityPolicy.class);
        if (offered.isEmpty()) {
            return Policies.write(0, Mode.allowed(SrtpSuite.AES_CM_128_HMAC_SHA1_80, terms));
        }
        String why = "none of the policies is allowed here";
        SecurityPolicy best = null;
        int rank = Integer.MAX_VALUE;
        for (SecurityPolicy one : offered) {
            try {
                int place = terms.suites().indexOf(Policies.read(one));
                if (place >= 0 && place < rank) {
                    rank = place;
                    best = one;
                }
            } catch (MikeyRefusal unknown) {
                why = unknown.problem().text();
            }
        }
        if (best == null) {
            throw new MikeyRefusal(MikeyError.POLICY, why);
        }
        return best;
    }
}
