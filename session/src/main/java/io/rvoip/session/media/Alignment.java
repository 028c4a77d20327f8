package io.rvoip.session.media;

import io.rvoip.ice.IceCredentials;
import io.rvoip.media.LocalIce;
import io.rvoip.session.offer.Negotiation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The offer that one leg owes once ICE has found other ways than the lines of both descriptions name (RFC 8839 §4.3.4). One
 * for each search: whatever comes of it, there is no second. On the loop of the leg.
 */
final class Alignment {
    private final Supplier<Negotiation> negotiation;
    private Runnable told = () -> { };
    private @Nullable IceCredentials theirs;
    private @Nullable LocalIce found;
    private @Nullable IceCredentials offered;

    Alignment(Supplier<Negotiation> negotiation) {
        this.negotiation = negotiation;
    }

    /** Who makes offers of this leg. */
    void tells(Runnable owner) {
        told = owner;
    }

    /** A search has ended. */
    void nominated(IceCredentials farEnd, LocalIce ours) {
        theirs = farEnd;
        found = ours;
        if (isOwed()) {
            told.run();
        }
    }

    /** Whether there has been no offer yet that has what was found, and the lines in force do not. */
    boolean isOwed() {
        LocalIce ours = found;
        return ours != null && theirs != null && !ours.credentials().equals(offered) && negotiation.get().isMisaligned(theirs, ours);
    }

    /** An offer was made. */
    void offered() {
        negotiation.get().ice().filter(ours -> !ours.chosen().isEmpty()).ifPresent(ours -> offered = ours.credentials());
    }
}
