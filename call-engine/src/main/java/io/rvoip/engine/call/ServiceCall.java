package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.engine.Admission;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallState;
import io.rvoip.engine.service.MediaService;
import io.rvoip.ice.IceFailure;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteSession;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPlan;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.offer.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to a service, which answers at once. Confined to its loop, except {@link #info} and {@link #hangUp}. A
 * platform without media refuses it with 488.
 */
public final class ServiceCall implements Call {
    private final CallContext context;
    private final Invitation invitation;
    private final InviteSession caller;
    private final MediaService service;
    private final Caller from;
    private final Leg leg;
    private final CallLife life;
    private @Nullable RtpMediaLeg media;
    private boolean over;

    /** A call that was let in. */
    public ServiceCall(CallContext context, Invitation invitation, Caller from, MediaService service) {
        this.context = context;
        this.invitation = invitation;
        this.service = service;
        this.from = from;
        caller = invitation.session();
        String id = context.shard().ids().token();
        String party = from.party(context.domains());
        leg = new Leg(id + "-0", party, caller, invitation.flow(), context.shard());
        life = new CallLife(
                id, party, from.identity(invitation.request(), context.domains()),
                context.domains().addressOfRecord(service.user()), context, leg,
                () -> context.released(from));
    }

    /** Answers. */
    public void start() {
        caller.listener((session, event) -> fromCaller(event));
        life.opened(this);
        MediaDoor door = context.media();
        if (door == null) {
            fail(EndCause.MEDIA, 488, "this platform only signals");
            return;
        }
        LegRequest request = LegRequest.of(
                        caller.callId(), loop(), invitation.ownAddress(), new Reports())
                .withSignalledFrom(invitation.flow().remote().getAddress())
                .over(invitation.flow().protocol())
                .answering(invitation.offer());
        door.from(from).openRtp(door.asked(request, from, from.party(context.domains()))).whenComplete((opened, failure) -> {
            if (opened == null) {
                refuse(door.refusal(failure));
            } else if (over) {
                opened.close();
            } else {
                answer(opened);
            }
        });
    }

    private void refuse(Refusal why) {
        boolean full = why.status() == 503;
        if (full) {
            context.admission().count(Admission.Refusal.PORTS);
        }
        fail(full ? EndCause.LIMIT : EndCause.MEDIA, why.status(), why.text());
    }

    private void answer(RtpMediaLeg opened) {
        media = opened;
        leg.media(opened);
        opened.codecs(from.codecs());
        service.play(opened.media());
        invitation.withMedia(MediaPlan.leg(opened));
        invitation.accept();
    }

    private Loop loop() {
        return context.loop();
    }

    private void fromCaller(SessionEvent event) {
        if (event instanceof SessionEvent.Answered) {
            life.enter(CallState.ANSWERED);
        } else if (event instanceof SessionEvent.RemoteHold hold && !from.oneWay()) {
            life.enter(hold.held() ? CallState.HELD : CallState.ANSWERED);
        } else if (event instanceof SessionEvent.Ended ended) {
            end(ended.end());
        }
    }

    private void fail(EndCause cause, int status, String text) {
        end(CallEnd.of(EndParty.SYSTEM, cause, status, text, loop().time().wallClock()));
    }

    @Override
    public String id() {
        return life.id();
    }

    @Override
    public CallInfo info() {
        return life.info();
    }

    @Override
    public void hangUp() {
        loop().execute(() -> end(CallEnd.of(
                EndParty.LOCAL, EndCause.HANGUP, 0, "hung up by an operator", loop().time().wallClock())));
    }

    private void end(CallEnd why) {
        if (over) {
            return;
        }
        over = true;
        CallEnd told = why.withReasons(Reasons.relayed(why));
        life.end(told);
        if (caller.end().isEmpty()) {
            caller.end(told);
        }
        if (media != null && caller.end().isPresent()) {
            media.close();
        }
    }

    /** What its media report. */
    private final class Reports implements MediaLeg.Events {
        @Override
        public void dtmf(char digit, Duration length) {
            life.digit(leg, digit);
        }

        @Override
        public void noInboundMedia(Duration silence) {
            if (over || caller.heldByRemote() && !from.oneWay()) {
                return;
            }
            life.noInboundMedia(leg);
            if (context.config().silence().hangUp()) {
                fail(EndCause.MEDIA, 408, "no media from the caller for " + silence.toSeconds() + " s");
            }
        }

        @Override
        public void unkeyed(String reason) {
            fail(EndCause.MEDIA, BridgedCall.UNKEYED, reason);
        }

        @Override
        public void unreachable(IceFailure why) {
            fail(EndCause.NO_MEDIA_PATH, BridgedCall.NOT_REACHED, "no media path to the caller: " + why.text());
        }

        @Override
        public void failed(String reason) {
            fail(EndCause.MEDIA, 500, reason);
        }
    }
}
