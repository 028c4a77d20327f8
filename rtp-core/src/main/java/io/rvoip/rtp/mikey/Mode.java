package io.rvoip.rtp.mikey;

import io.rvoip.rtp.mikey.MikeyPayload.Extension;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy;
import io.rvoip.rtp.mikey.MikeyPayload.Timestamp;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both sides of one way to bring the key across. */
interface Mode {
    /** The extension with the list of protocols (RFC 4567 section 7). */
    int SDP_IDS = 1;
    int RAND_OCTETS = 16;
    int KEY_OCTETS = 32;

    /** Who leaves his name out: the description says who it is. */
    Identity NOBODY = new Identity(1, Octets.NONE);

    /**
     * What is new in an exchange of ours.
     *
     * @param bundle random
     * @param time of this exchange alone
     */
    record Start(int bundle, long time, MikeyTerms terms) {
        Timestamp stamp() {
            return new Timestamp(0, time);
        }

        Extension protocols() {
            return new Extension(SDP_IDS, Octets.of(terms.protocols()));
        }

        MikeyHeader header(MessageType type) {
            List<CryptoSession> map = new ArrayList<>();
            for (int i = 1; i <= terms.firstSession() + 1; i++) {
                map.add(new CryptoSession(0, i == terms.firstSession() ? terms.ssrc() : 0, 0));
            }
            return new MikeyHeader(type, true, MikeyHeader.MIKEY_1, bundle, map);
        }
    }

    /** Begins an exchange. */
    MikeyOffer offer(Start start);

    /**
     * Answers an offer whose time is right and which is not known yet.
     *
     * @param inForce what both sides share already
     */
    MikeyOutcome.Agreed answer(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce) throws MikeyRefusal;

    /** Who sends a message: the first identity, unless a certificate stands in its place. */
    static Identity sender(MikeyMessage message) {
        for (MikeyPayload payload : message.payloads()) {
            if (payload instanceof Identity identity) {
                return identity;
            }
            if (payload instanceof MikeyPayload.CertificateData) {
                return NOBODY;
            }
        }
        return NOBODY;
    }

    static long time(MikeyMessage message) throws MikeyRefusal {
        Timestamp stamp = message.first(Timestamp.class).orElseThrow(() -> TransportKeys.missing("T"));
        if (stamp.type() == MikeyReader.COUNTER) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "a counter in place of the time (expected: NTP)");
        }
        return stamp.value();
    }

    static Octets rand(MikeyMessage message) throws MikeyRefusal {
        Octets rand = message.first(MikeyPayload.Rand.class).orElseThrow(() -> TransportKeys.missing("RAND")).value();
        if (rand.length() < RAND_OCTETS) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "RAND of " + rand.length() + " octets (expected: at least 16)");
        }
        return rand;
    }

    /** The suite of both our streams, which the terms allow. */
    static SrtpSuite suite(MikeyMessage message, MikeyHeader header, MikeyTerms terms) throws MikeyRefusal {
        int first = terms.firstSession();
        if (header.sessions().size() <= first) {
            throw new MikeyRefusal(MikeyError.POLICY, header.sessions().size() + " crypto sessions (expected: " + (first + 1) + ")");
        }
        List<SecurityPolicy> policies = message.all(SecurityPolicy.class);
        SrtpSuite suite = Policies.read(policies, header.sessions().get(first - 1).policy());
        if (Policies.read(policies, header.sessions().get(first).policy()) != suite) {
            throw new MikeyRefusal(MikeyError.POLICY, "different suites for the two directions");
        }
        return allowed(suite, terms);
    }

    static SrtpSuite allowed(SrtpSuite suite, MikeyTerms terms) throws MikeyRefusal {
        if (!terms.suites().contains(suite)) {
            throw new MikeyRefusal(MikeyError.POLICY, suite + " is not allowed here");
        }
        return suite;
    }

    /** Theirs, with our stream where they left a place for it. */
    static List<CryptoSession> answered(MikeyHeader offered, MikeyTerms terms, int policy) {
        List<CryptoSession> map = new ArrayList<>(offered.sessions());
        CryptoSession ours = map.get(terms.firstSession());
        map.set(terms.firstSession(), new CryptoSession(
                policy, ours.ssrc() == 0 ? terms.ssrc() : ours.ssrc(), ours.rolloverCounter()));
        CryptoSession theirs = map.get(terms.firstSession() - 1);
        map.set(terms.firstSession() - 1, new CryptoSession(policy, theirs.ssrc(), theirs.rolloverCounter()));
        return map;
    }
}
