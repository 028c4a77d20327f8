package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.CallState;
import io.rvoip.engine.identity.Identity;
import io.rvoip.session.CallEnd;
import io.rvoip.session.SipShard;
import io.rvoip.session.media.RefusedMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What the world is told about one call: created once, changes in order, ended once with its record. Changes happen on
 * the loop of the call; {@link #info} may be asked on any thread.
 */
public final class CallLife {
    private final String id;
    private final String caller;
    private final Optional<String> asserted;
    private final String called;
    private final SipShard shard;
    private final SecurityProfile profile;
    private final Loop loop;
    private final CallLog log;
    private final Runnable onGone;
    private final Instant startedAt;
    private final long started;
    private long answered;
    private boolean rang;
    private boolean ended;
    private volatile View view;

    /** What changes, as one value. */
    private record View(CallState state, @Nullable Instant answeredAt, List<Leg> legs) {}

    /**
     * A call that begins now.
     *
     * @param caller address of record
     * @param identity what is believed of the caller
     * @param called address of record
     * @param onGone runs when nothing is left of it, on the loop
     */
    public CallLife(
            String id, String caller, Identity identity, String called, CallContext context, Leg first, Runnable onGone) {
        this.id = id;
        this.caller = caller;
        asserted = identity.asserted().first().map(address -> address.uri().toString());
        this.called = called;
        shard = context.shard();
        profile = context.config().securityProfile();
        loop = shard.loop();
        log = context.log();
        this.onGone = onGone;
        startedAt = loop.time().wallClock();
        started = loop.now();
        view = new View(CallState.ROUTING, null, List.of(first));
        shard.joinTrace(id, first.callId());
        first.onRefused(this::mediaRefused);
    }

    /** Puts the call into the table and tells. */
    public void opened(Call call) {
        log.opened(call, info(), startedAt);
    }

    public String id() {
        return id;
    }

    public String caller() {
        return caller;
    }

    public String called() {
        return called;
    }

    public CallState state() {
        return view.state();
    }

    /** Who takes part now, the caller first. */
    public void legs(List<Leg> now) {
        view = new View(view.state(), view.answeredAt(), List.copyOf(now));
        now.forEach(leg -> {
            shard.joinTrace(id, leg.callId());
            leg.onRefused(this::mediaRefused);
        });
    }

    private void mediaRefused(Leg leg, RefusedMedia refused) {
        log.mediaRefused(id, leg, refused);
    }

    /** The call moved on; told when it is news. */
    public void enter(CallState next) {
        CallState before = view.state();
        if (ended || before == next) {
            return;
        }
        Instant at = loop.time().wallClock();
        Instant answeredAt = view.answeredAt();
        if (next == CallState.ANSWERED && answeredAt == null) {
            answeredAt = at;
            answered = loop.now();
            log.answered(answered - started);
        } else if (!rang && (next == CallState.RINGING || next == CallState.EARLY_MEDIA)) {
            rang = true;
            log.rang(loop.now() - started);
        }
        view = new View(next, answeredAt, view.legs());
        log.changed(info(), before, at);
    }

    /** A key was pressed. */
    public void digit(Leg leg, char digit) {
        if (!ended) {
            log.digit(id, leg.id(), digit, loop.time().wallClock());
        }
    }

    /** A leg should be heard and is not. */
    public void noInboundMedia(Leg leg) {
        if (!ended) {
            log.noInboundMedia(id, leg.id(), loop.time().wallClock());
        }
    }

    /** One stream of a leg has no keys, without which the call goes on. */
    void unkeyed(Leg leg, String stream, String why) {
        if (!ended) {
            log.unkeyed(id, leg, stream, why, loop.time().wallClock());
        }
    }

    /**
     * The call is over; the record follows when the media loops have told their last figures. Only the first time
     * counts.
     */
    public void end(CallEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        Instant answeredAt = view.answeredAt();
        Duration talked = answeredAt == null ? Duration.ZERO : Duration.ofNanos(loop.now() - answered);
        view = new View(CallState.ENDED, answeredAt, view.legs());
        CompletionStage<Void> measured = CompletableFuture.completedStage(null);
        for (Leg leg : view.legs()) {
            measured = measured.thenCombine(leg.measured(), (one, other) -> one);
        }
        measured.thenRun(() -> {
            try {
                loop.execute(() -> gone(end, talked));
            } catch (RejectedExecutionException loopGone) {
                gone(end, talked);
            }
        });
    }

    private void gone(CallEnd end, Duration talked) {
        CallInfo last = info();
        log.ended(
                new CallRecord(
                        id, caller, asserted, called, startedAt, last.answeredAt(), end, talked, profile, last.legs()),
                end.at());
        onGone.run();
    }

    /** What it is like now; any thread. */
    public CallInfo info() {
        View now = view;
        return new CallInfo(
                id, caller, asserted, called, now.state(), startedAt, Optional.ofNullable(now.answeredAt()),
                now.legs().stream().map(Leg::info).toList());
    }
}
