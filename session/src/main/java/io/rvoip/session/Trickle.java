package io.rvoip.session;

import io.rvoip.ice.IceFragment;
import io.rvoip.ice.IceFragmentResult;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.session.dialog.DialogId;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Candidates of one call that go apart from its descriptions, in INFO requests (RFC 8840): ours to each place that may take
 * the call, theirs to the media. What comes before the description that it belongs to is kept, the newest of each place.
 */
final class Trickle {
    /** The package and the option tag (RFC 8840 §10.4, §10.6). */
    static final String NAME = "trickle-ice";

    private final InviteSession session;
    private final AgentCore core;
    private final Map<DialogId, CandidateInfo> places = new LinkedHashMap<>();
    private @Nullable CandidateExchange exchange;
    private boolean takes;

    Trickle(InviteSession session, InfoPackages infos) {
        this.session = session;
        core = session.core;
        if (core.settings.trickle()) {
            infos.take(NAME, IceFragment.CONTENT_TYPE, this::received);
        }
    }

    /** The media of the call. */
    void attach(SessionMedia media) {
        CandidateExchange made = core.settings.trickle()
                ? media.leg().flatMap(MediaLeg::trickle).orElse(null)
                : null;
        if (made != null && made != exchange) {
            exchange = made;
            made.carriedBy(all -> go());
            made.peer(takes);
        }
    }

    /** Says in an INVITE, or an UPDATE, that candidates may come apart, where our media know of that. */
    void announce(SipRequest.Builder invite) {
        if (exchange != null && exchange.apart()) {
            core.capabilities.trickle(invite, true);
            if (exchange.incomplete() && !takes) {
                invite.addRaw("Require", NAME); // RFC 8840 §5.1: nobody has said yet that he takes them
            }
        }
    }

    /** Says the same in an answer to one. */
    void announce(SipRequest asked, SipMessage.Builder<?> answer) {
        if (core.settings.trickle() && InfoPackages.takes(asked, NAME)) {
            core.capabilities.trickle(answer, true);
        }
    }

    /** Within a call, whose media are known. */
    void announceWithin(SipRequest asked, SipMessage.Builder<?> answer) {
        if (exchange != null) {
            announce(asked, answer);
        }
    }

    /** The first INVITE of the far end. */
    void invited(SipRequest invite) {
        takes = InfoPackages.takes(invite, NAME);
    }

    /** Whether the far end of a call made to us takes candidates apart, and has not shown yet that it knows our dialog. */
    boolean unsure() {
        CandidateInfo place = session.dialog().map(dialog -> places.get(dialog.id())).orElse(null);
        return exchange != null && place != null && !place.standing();
    }

    /** Our dialog of a call made to us; the far end may not know of it yet. */
    void joined(Dialog dialog, DialogPath path) {
        if (takes) {
            place(dialog, path).takes(true);
        }
    }

    /** A place that we call was heard: it stands at both ends, and says what it takes. */
    void heard(Dialog dialog, DialogPath path, SipMessage response) {
        if (exchange == null) {
            return;
        }
        if (InfoPackages.takes(response, NAME)) {
            CandidateInfo place = place(dialog, path);
            place.takes(true);
            place.stands();
            takes = true;
        }
        CandidateInfo known = places.get(dialog.id());
        exchange.peer(known != null && known.takes());
    }

    private CandidateInfo place(Dialog dialog, DialogPath path) {
        return places.computeIfAbsent(dialog.id(), id -> new CandidateInfo(session, dialog, path));
    }

    /** A request of the far end shows that our dialog stands there too. */
    void confirmed() {
        if (exchange != null && session.dialog().isPresent()) {
            CandidateInfo place = places.get(session.dialog().get().id());
            if (place != null && !place.standing()) {
                place.stands();
                go();
            }
        }
    }

    /**
     * What can be sent is sent, and what was kept is tried again.
     *
     * @param unsure the place that must hear from us whether there is news or not: it does not know that its response has
     *     come (RFC 8840 §4.3.2)
     */
    void go(@Nullable Dialog unsure) {
        CandidateExchange media = exchange;
        if (media == null || places.isEmpty() || session.state() == SessionState.ENDED) {
            return;
        }
        for (CandidateInfo place : List.copyOf(places.values())) {
            place.deliver(media);
        }
        Optional<IceFragment> ours = session.turn() == Turn.FREE || session.state() != SessionState.CONFIRMED
                ? media.ours()
                : Optional.empty(); // RFC 8840 §4.4: of a search that the far end does not know yet it would be discarded
        ours.ifPresent(all -> List.copyOf(places.values()).forEach(place -> place.tell(all, media.news() || place.isOf(unsure))));
    }

    void go() {
        go(null);
    }

    /** One place takes the call. */
    void won(Dialog dialog) {
        places.values().removeIf(place -> {
            boolean other = !place.isOf(dialog);
            if (other) {
                place.stop();
            }
            return other;
        });
    }

    void stop() {
        places.values().forEach(CandidateInfo::stop);
        places.clear();
    }

    private boolean received(Dialog dialog, String body) {
        IceFragmentResult read = IceFragment.read(body);
        if (read instanceof IceFragmentResult.Malformed malformed) {
            core.strangeInfos.warn("Candidates in an INFO request of call {} cannot be read: {}", session.callId(), malformed.reason());
            return false;
        }
        CandidateInfo place = places.get(dialog.id());
        if (place != null) {
            place.keep(((IceFragmentResult.Parsed) read).fragment());
            go();
        }
        return true;
    }
}
