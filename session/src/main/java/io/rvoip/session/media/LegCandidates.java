package io.rvoip.session.media;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceFragment;
import io.rvoip.media.IceParameters;
import io.rvoip.media.LocalIce;
import io.rvoip.media.MediaSession;
import io.rvoip.session.CandidateExchange;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.Negotiation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The candidates of one leg over RTP that come and go apart. On the loop of the leg. */
final class LegCandidates implements CandidateExchange {
    private final MediaSession media;
    private final OwnIce ice;
    private final Supplier<Negotiation> negotiation;
    private @Nullable Consumer<IceFragment> carrier;
    private @Nullable LocalIce latest;
    private boolean rtpOnly;

    LegCandidates(MediaSession media, OwnIce ice, Supplier<Negotiation> negotiation) {
        this.media = media;
        this.ice = ice;
        this.negotiation = negotiation;
    }

    @Override
    public void carriedBy(Consumer<IceFragment> told) {
        carrier = told;
        ice.signalled();
    }

    @Override
    public void peer(boolean takes) {
        ice.peer(takes);
    }

    @Override
    public boolean apart() {
        Negotiation now = negotiation.get();
        return now.lastSent().isEmpty() || now.ice().filter(LocalIce::trickle).isPresent();
    }

    @Override
    public boolean incomplete() {
        return negotiation.get().ice().map(said -> said.trickle() && !said.ended()).orElse(false);
    }

    @Override
    public boolean news() {
        LocalIce said = negotiation.get().ice().orElse(null);
        return said != null
                && (said.ended() != all(said).ended() || !said.candidates().equals(all(said).candidates()));
    }

    /** Ours by now: of the search that this description began. */
    private LocalIce all(LocalIce said) {
        LocalIce known = latest;
        return known != null && known.credentials().equals(said.credentials()) ? known.withTrickle(said.trickle()) : said;
    }

    /** A description was sent. @param only whether it has candidates of RTP alone, whose way RTCP shares */
    void described(boolean only) {
        rtpOnly = only;
    }

    /** The search has come further. */
    void found(LocalIce all) {
        latest = all;
        Consumer<IceFragment> told = carrier;
        if (told != null) {
            ours().ifPresent(told);
        }
    }

    @Override
    public Optional<IceFragment> ours() {
        Negotiation now = negotiation.get();
        LocalIce said = now.ice().orElse(null);
        String mid = now.mid().orElse(null);
        if (said == null || mid == null || !said.trickle() || !ice.trickles() || now.lastSent().isEmpty()) {
            return Optional.empty();
        }
        if (!said.nominated().isEmpty()) {
            return Optional.empty(); // the search has ended, and the description says with what
        }
        LocalIce all = all(said);
        boolean mux = now.audio().map(NegotiatedAudio::rtcpMux).orElse(false);
        List<IceCandidate> candidates =
                all.candidates().stream().filter(candidate -> !rtpOnly || candidate.component() == 1).toList();
        return Optional.of(new IceFragment(null, all.lite(), List.of("trickle"), List.of(), false,
                List.of(new IceFragment.Section(mid, all.credentials(), candidates, mux, all.ended()))));
    }

    @Override
    public boolean theirs(IceFragment fragment) {
        Negotiation now = negotiation.get();
        IceParameters agreed = now.audio().map(NegotiatedAudio::ice).orElse(null);
        IceFragment.Section section = now.mid().flatMap(fragment::section).orElse(null);
        if (agreed == null || section == null || !fragment.credentials(section).equals(agreed.remote())) {
            return false;
        }
        media.remoteCandidates(agreed.remote(), section.candidates(), fragment.ends(section.mid()));
        return true;
    }
}
