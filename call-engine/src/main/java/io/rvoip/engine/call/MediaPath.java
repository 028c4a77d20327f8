package io.rvoip.engine.call;

import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.Refusal;
import java.util.Optional;
import java.util.function.Consumer;

/** Which way the media of one bridged call take, and who writes its descriptions. Confined to the loop of the call. */
interface MediaPath {
    /** The caller has not been given early media. */
    int NOT_RELAYED = 0;

    /** Makes ready what calls to phones need: one of the two runs, now or later, unless the call ended meanwhile. */
    void prepare(Runnable ready, Consumer<Refusal> failed);

    /**
     * The INVITE to a place with what this path puts into it; empty when the place may use no codec that the caller can be
     * joined with.
     */
    Optional<InviteRequest> dress(InviteRequest request, Branch branch);

    /** The one way to agree on keys in which a phone may be asked once more that has refused what it was offered. */
    default Optional<Keying> instead(Branch refused) {
        return Optional.empty();
    }

    /**
     * A phone that has not answered sent a description.
     *
     * @return with which status the caller has been given early media; {@link #NOT_RELAYED} when not
     */
    int early(Branch from, SessionEvent.Progress progress);

    /** A phone that rang is out. */
    void left(Branch branch);

    /** A phone took the call: the caller is answered, now or later. */
    void answer(Branch winner, SessionEvent.Answered answered);

    /** Something happened on the caller's side before a phone has taken the call, as an UPDATE. */
    void fromCallerEarly(SessionEvent event);

    /** Something happened on the side of a phone that rings, as an UPDATE. */
    void fromPhoneEarly(Branch branch, SessionEvent event);

    /** Something happened on the caller's side once a phone has taken the call. */
    void fromCaller(SessionEvent event);

    /** Something happened on the side of the phone that has taken the call. */
    void fromPhone(SessionEvent event);

    /** Whether one side holds the other. */
    boolean held();

    /** The call is over, before its sessions are told so. */
    void close();
}
