package io.rvoip.session.offer;

import io.rvoip.rtp.mikey.MikeyOffer;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What MIKEY has worked out for one description before that is written: with certificates it takes milliseconds, which a loop
 * does not have. For one thread at a time: filled by one, then handed to the loop of its leg.
 */
public final class MikeyAhead implements AutoCloseable {
    private @Nullable MikeyOffer offer;
    private @Nullable KeyManagement asked;
    private @Nullable MikeyOutcome outcome;

    private MikeyAhead() {}

    /** Whether the next offer of a leg has a message of MIKEY. */
    public static boolean isOffered(Negotiation leg) {
        OwnMikey mikey = leg.keys.mikey();
        NegotiatedAudio audio = leg.audio;
        return mikey != null && !mikey.isOfferReady()
                && (mikey.inForce() != null || (audio == null || audio.dtls() == null && audio.keys() == null) && leg.keys.offersMikey());
    }

    /** Whether an offer has a message of MIKEY that a leg may take. */
    public static boolean isTaken(Negotiation leg, SessionDescription offer) {
        return leg.keys.mikey() != null && offer.media().stream().anyMatch(line -> line.isAudio() && !line.isDeclined()
                && KeyManagement.of(offer, line).message().length() > 0);
    }

    /** Works out what the next offer of a leg says, where {@link #isOffered}; on any thread. */
    public static MikeyAhead offer(Negotiation leg) {
        MikeyAhead ahead = new MikeyAhead();
        ahead.offer = Objects.requireNonNull(leg.keys.mikey()).made();
        return ahead;
    }

    /** Works out what becomes of the message in an offer, where {@link #isTaken} and the rest of it is as it should; on any thread. */
    public static MikeyAhead answer(Negotiation leg, SessionDescription offer) {
        MikeyAhead ahead = new MikeyAhead();
        OwnMikey mikey = Objects.requireNonNull(leg.keys.mikey());
        OfferedLine.Usable line = Choice.of(offer, leg.capabilities, leg.local, leg.keys.with(mikey.with(ahead)), leg.ice).line();
        if (line != null && line.crypto() != null) {
            line.crypto().key().close(); // read once more by the loop
        }
        return ahead;
    }

    boolean hasOffer() {
        return offer != null;
    }

    /** What is to be offered, once; null: it has to be made. */
    @Nullable MikeyOffer takeOffer() {
        MikeyOffer made = offer;
        offer = null;
        return made;
    }

    /** What becomes of a message, worked out where it is not known. */
    MikeyOutcome outcome(KeyManagement theirs, Supplier<MikeyOutcome> work) {
        MikeyOutcome known = outcome;
        if (known == null || !theirs.equals(asked)) {
            known = work.get();
            asked = theirs;
            outcome = known;
        }
        return known;
    }

    /** The description is not written after all: what nobody has been told is wiped. */
    @Override
    public void close() {
        if (offer != null) {
            offer.close();
        }
        if (outcome instanceof MikeyOutcome.Agreed agreed) {
            agreed.bundle().keys().sending().close();
            agreed.bundle().keys().receiving().close();
        }
    }
}
