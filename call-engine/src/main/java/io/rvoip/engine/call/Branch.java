package io.rvoip.engine.call;

import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.ice.IceFailure;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionListener;
import io.rvoip.session.SipShard;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.offer.Keying;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One place that a call goes to: a phone, mostly. Confined to the loop of the call. */
final class Branch implements SessionListener {
    private final BridgedCall call;
    private final Place place;
    private final @Nullable Keying insisted;
    private @Nullable InviteSession session;
    private @Nullable Leg leg;
    private @Nullable CallEnd end;

    Branch(BridgedCall call, Place place) {
        this(call, place, null);
    }

    /** @param insisted the one way to agree on keys that it is offered; null: whatever is usual */
    Branch(BridgedCall call, Place place, @Nullable Keying insisted) {
        this.call = call;
        this.place = place;
        this.insisted = insisted;
    }

    @Nullable Keying insisted() {
        return insisted;
    }

    /** Calls the phone. @throws RuntimeException when no more calls can be made */
    void start(SipShard shard, InviteRequest request, String legId, String party) {
        InviteSession made = shard.userAgent().invite(request, this);
        session = made;
        leg = new Leg(legId, party, made, place, shard);
    }

    /** The call to the place could not even be made. */
    void failed(CallEnd why) {
        over(why);
    }

    /** There is somewhere else to go, and this place has not reacted; what it may still say is not heard. */
    void abandon(CallEnd why) {
        over(why);
        session().end(why);
    }

    private void over(CallEnd why) {
        end = why;
        place.over(BestResponse.isOfTheWay(why));
    }

    /** Whether anything has come back, be it that it is being tried. */
    boolean hasReacted() {
        return switch (session().state()) {
            case STARTING, CALLING -> false;
            case PROCEEDING, CANCELLING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED -> true;
        };
    }

    Place place() {
        return place;
    }

    /** The same place in another way, when this one failed and there is another (RFC 5626 §7). */
    Optional<Branch> again() {
        boolean wayFailed = end != null && switch (end.cause()) {
            case REJECTED -> PhoneFlows.isFlowFailure(end.status());
            case NO_RESPONSE, TRANSPORT -> true;
            default -> false;
        };
        return wayFailed ? place.otherwise().map(other -> new Branch(call, other, insisted)) : Optional.empty();
    }

    InviteSession session() {
        if (session == null) {
            throw new IllegalStateException("the phone was not called");
        }
        return session;
    }

    Leg leg() {
        if (leg == null) {
            throw new IllegalStateException("the phone was not called");
        }
        return leg;
    }

    /** How the call to this phone ended; empty while it goes on. */
    Optional<CallEnd> end() {
        return Optional.ofNullable(end);
    }

    boolean isOver() {
        return end != null;
    }

    /** Its media, when it is ours and open. */
    Optional<RtpMediaLeg> media() {
        return session().leg().map(RtpMediaLeg.class::cast);
    }

    /** Ends the call to this phone, with CANCEL or BYE as it stands. */
    void giveUp(CallEnd why) {
        if (end == null) {
            session().end(why);
        }
    }

    /** What its media report. */
    MediaLeg.Events reports() {
        return new MediaLeg.Events() {
            @Override
            public void dtmf(char digit, Duration length) {
                call.digit(Branch.this, digit);
            }

            @Override
            public void noInboundMedia(Duration silence) {
                call.silent(Branch.this, silence);
            }

            @Override
            public void unkeyed(String reason) {
                call.mediaFailed(Branch.this, EndCause.MEDIA, BridgedCall.UNKEYED, reason);
            }

            @Override
            public void videoUnkeyed(String reason) {
                call.videoUnkeyed(Branch.this, reason);
            }

            @Override
            public void unreachable(IceFailure why) {
                call.mediaFailed(Branch.this, EndCause.NO_MEDIA_PATH, BridgedCall.NOT_REACHED,
                        "no media path to the called side: " + why.text());
            }

            @Override
            public void failed(String reason) {
                call.mediaFailed(Branch.this, EndCause.MEDIA, 500, reason);
            }
        };
    }

    @Override
    public void onEvent(InviteSession from, SessionEvent event) {
        if (end != null) {
            return; // abandoned
        }
        if (event instanceof SessionEvent.Progress progress) {
            call.progress(this, progress);
        } else if (event instanceof SessionEvent.Answered answered) {
            from.flow().ifPresent(leg()::over);
            call.answered(this, answered);
        } else if (event instanceof SessionEvent.Ended ended) {
            over(ended.end());
            call.ended(this, ended.end());
        } else {
            call.phoneEvent(this, event);
        }
    }
}
