package io.rvoip.session.offer;

import io.rvoip.rtp.mikey.MikeyBundle;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyError;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeyOffer;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.rtp.mikey.MikeyProblem;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.mikey.Octets;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Attribute;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our side of MIKEY in one call (RFC 4567). Immutable.
 *
 * @param endpoint ours, for all calls
 * @param terms of our offers
 * @param open what we offered last, answered or not
 * @param inForce what both sides share
 * @param user whom the far end has to prove to be, where it proves so by a certificate; null: nobody in particular
 * @param yielding whether keys came about in another way, which goes on while the far end offers it
 * @param ahead what has been worked out for the next description; null: nothing
 * @param sent our keys of what was agreed on so far, but for those that are wiped already: the others are when the call ends, for
 *     media may go on with any of them until then
 */
public record OwnMikey(MikeyEndpoint endpoint, MikeyTerms terms, @Nullable MikeyOffer open,
        @Nullable MikeyBundle inForce, @Nullable String user, boolean yielding,
        @Nullable MikeyAhead ahead, List<SrtpMasterKey> sent) {
    public OwnMikey {
        sent = List.copyOf(sent);
    }

    /** Before the first exchange of a call. */
    public static OwnMikey of(MikeyEndpoint endpoint, List<SrtpSuite> suites) {
        return new OwnMikey(endpoint, MikeyTerms.of(suites, 0), null, null, null, false, null, List.of());
    }

    OwnMikey sending(int changed) {
        return new OwnMikey(endpoint, terms.sending(changed), open, inForce, user, yielding, ahead, sent);
    }

    /** With a far end that is known by that name. */
    OwnMikey towards(String peer) {
        return new OwnMikey(endpoint, terms.towards(peer), open, inForce, user, yielding, ahead, sent);
    }

    /** With a far end that has to prove to be that user; null: nobody in particular. */
    OwnMikey proving(@Nullable String changed) {
        return new OwnMikey(endpoint, terms, open, inForce, changed, yielding, ahead, sent);
    }

    /** With a new offer, about what is in force where something is. */
    OwnMikey offering() {
        MikeyOffer ready = ahead == null ? null : ahead.takeOffer();
        return new OwnMikey(endpoint, terms, ready == null ? made() : ready, inForce, user, yielding, null, sent);
    }

    /** What is to be offered. */
    MikeyOffer made() {
        MikeyBundle bundle = inForce;
        return bundle == null ? endpoint.offer(terms) : endpoint.offer(terms, bundle);
    }

    boolean isOfferReady() {
        return ahead != null && ahead.hasOffer();
    }

    /** With what has been worked out for the next description. */
    OwnMikey with(@Nullable MikeyAhead done) {
        return new OwnMikey(endpoint, terms, open, inForce, user, yielding, done, sent);
    }

    /** With what was agreed on. */
    OwnMikey sharing(MikeyBundle bundle) {
        SrtpMasterKey sending = bundle.keys().sending();
        Stream<SrtpMasterKey> others = sent.stream().filter(one -> one != sending && !one.keyAndSalt().isDestroyed());
        List<SrtpMasterKey> all = Stream.concat(others, Stream.of(sending)).toList();
        return new OwnMikey(endpoint, terms, open, bundle, user, yielding, null, all);
    }

    /** After these keys were agreed on, by it or in another way; null: some that are in no description. */
    OwnMikey settled(@Nullable SrtpKeys agreed) {
        boolean ours = inForce != null && inForce.keys() == agreed;
        return new OwnMikey(endpoint, terms, open, ours ? inForce : null, user, !ours, null, sent);
    }

    /** The lines of our description that offer it. */
    List<Attribute> lines() {
        MikeyOffer offer = open;
        return offer == null ? List.of() : lines(offer.message());
    }

    /** The lines that carry a message; an answer may be none. */
    static List<Attribute> lines(Octets message) {
        return message.length() == 0 ? List.of() : List.of(KeyManagement.write(message));
    }

    /** What becomes of the far end's offer. */
    MikeyOutcome answer(KeyManagement theirs) {
        if (!theirs.why().isEmpty()) {
            return refused(theirs.why());
        }
        return ahead == null ? judged(theirs) : ahead.outcome(theirs, () -> judged(theirs));
    }

    private MikeyOutcome judged(KeyManagement theirs) {
        return proven(endpoint.answer(theirs.message().toArray(),
                terms.offered(theirs.firstSession(), theirs.protocols()), inForce));
    }

    /** What becomes of ours. */
    MikeyOutcome accept(KeyManagement theirs) {
        MikeyOffer offer = open;
        if (offer == null || !theirs.why().isEmpty()) {
            return refused(offer == null ? "nothing was offered" : theirs.why());
        }
        return proven(offer.accept(theirs.message().toArray()));
    }

    /** A key that many hold proves nobody in particular. */
    private MikeyOutcome proven(MikeyOutcome outcome) {
        String wanted = user;
        if (wanted == null || !(outcome instanceof MikeyOutcome.Agreed agreed) || agreed.bundle().mode() == MikeyMode.PSK
                || agreed.bundle().peer().equals(wanted)) {
            return outcome;
        }
        agreed.bundle().keys().sending().close();
        agreed.bundle().keys().receiving().close();
        return new MikeyOutcome.Refused(new MikeyProblem(MikeyError.IDENTITY, -1, "the certificate is not that of " + wanted));
    }

    private static MikeyOutcome refused(String why) {
        return new MikeyOutcome.Refused(new MikeyProblem(MikeyError.UNREADABLE, -1, why));
    }

    /** No answer to what was offered last will be taken any more, unless it is what {@code inPlace} has offered last too. */
    void replaced(@Nullable OwnMikey inPlace) {
        if (open != null && (inPlace == null || inPlace.open != open)) {
            open.close();
        }
    }

    /** The call is over. */
    void wipe() {
        sent.forEach(SrtpMasterKey::close);
        if (open != null) {
            open.close();
        }
        if (ahead != null) {
            ahead.close();
        }
    }
}
