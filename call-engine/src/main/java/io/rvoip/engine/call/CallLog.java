package io.rvoip.engine.call;

import io.rvoip.common.EventBus;
import io.rvoip.common.Metrics;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.LegInfo;
import io.rvoip.session.EndCause;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.media.RefusedMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** All calls of all shards, what is told about them, and what is counted. Thread-safe. */
public final class CallLog {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final EventBus<EngineEvent> events;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final Map<EndCause, Metrics.Counter> answeredEnds = new EnumMap<>(EndCause.class);
    private final Map<EndCause, Metrics.Counter> otherEnds = new EnumMap<>(EndCause.class);
    private final AtomicReference<CompletableFuture<Void>> idle = new AtomicReference<>(new CompletableFuture<>());
    private final Metrics.Counter silent;
    private final Metrics.Counter refusals;
    private final Metrics.Counter unkeyed;
    private final Metrics.Distribution ringing;
    private final Metrics.Distribution setup;
    private final Metrics.Distribution duration;
    private final Metrics.Distribution mos;
    private final Metrics.Distribution jitter;
    private final Metrics.Distribution roundTrip;

    public CallLog(EventBus<EngineEvent> events, Metrics metrics) {
        this.events = events;
        for (EndCause cause : EndCause.values()) {
            String name = cause.name().toLowerCase(Locale.ROOT);
            answeredEnds.put(cause, metrics.counter("rvoip_calls_total", "result", "answered", "cause", name));
            otherEnds.put(cause, metrics.counter("rvoip_calls_total", "result", "unanswered", "cause", name));
        }
        silent = metrics.counter("rvoip_media_no_inbound_total");
        refusals = metrics.counter("rvoip_media_refused_total");
        unkeyed = metrics.counter("rvoip_media_unkeyed_total", "stream", "video");
        ringing = metrics.distribution("rvoip_call_post_dial_delay_seconds");
        setup = metrics.distribution("rvoip_call_setup_seconds");
        duration = metrics.distribution("rvoip_call_duration_seconds");
        mos = metrics.distribution("rvoip_media_mos");
        jitter = metrics.distribution("rvoip_media_jitter_seconds");
        roundTrip = metrics.distribution("rvoip_media_rtt_seconds");
        metrics.gauge("rvoip_calls_active", calls::size);
    }

    /** A call was let in. */
    void opened(Call call, CallInfo info, Instant at) {
        calls.put(call.id(), call);
        events.publish(new EngineEvent.CallCreated(info, at));
    }

    void changed(CallInfo info, CallState before, Instant at) {
        events.publish(new EngineEvent.CallChanged(info, before, at));
    }

    /** The caller heard that it rings, or early media, for the first time. @param nanos since the INVITE */
    void rang(long nanos) {
        ringing.record(nanos / NANOS_PER_SECOND);
    }

    /** @param nanos since the INVITE */
    void answered(long nanos) {
        setup.record(nanos / NANOS_PER_SECOND);
    }

    /** Nothing is left to be said of the call; the last event. */
    void ended(CallRecord record, Instant at) {
        calls.remove(record.id());
        Duration talked = record.duration();
        boolean answered = record.answeredAt().isPresent();
        (answered ? answeredEnds : otherEnds).get(record.end().cause()).increment();
        if (answered) {
            duration.record(talked.toNanos() / NANOS_PER_SECOND);
            record.legs().stream().map(LegInfo::statistics).flatMap(Optional::stream).forEach(this::measured);
        }
        events.publish(new EngineEvent.CallEnded(record, at));
        if (calls.isEmpty()) {
            idle.getAndSet(new CompletableFuture<>()).complete(null);
        }
    }

    /** Completes when no call is left; at once when there is none now. */
    public CompletionStage<Void> idle() {
        CompletableFuture<Void> next = idle.get();
        return calls.isEmpty() ? CompletableFuture.completedStage(null) : next;
    }

    private void measured(LegStatistics leg) {
        leg.mos().ifPresent(mos::record);
        leg.jitterMillis().ifPresent(millis -> jitter.record(millis / MILLIS_PER_SECOND));
        leg.roundTripMillis().ifPresent(millis -> roundTrip.record(millis / MILLIS_PER_SECOND));
    }

    void noInboundMedia(String call, String leg, Instant at) {
        silent.increment();
        events.publish(new EngineEvent.NoInboundMedia(call, leg, at));
    }

    void unkeyed(String call, Leg leg, String stream, String why, Instant at) {
        unkeyed.increment();
        events.publish(new EngineEvent.StreamUnkeyed(call, leg.id(), leg.party(), stream, why, at));
    }

    void mediaRefused(String call, Leg leg, RefusedMedia refused) {
        refusals.increment();
        events.publish(new EngineEvent.MediaRefused(call, leg.id(), leg.party(), refused.offered(), refused.why(), refused.at()));
    }

    void digit(String call, String leg, char digit, Instant at) {
        events.publish(new EngineEvent.Dtmf(call, leg, digit, at));
    }

    /** All calls, oldest first. */
    public List<CallInfo> calls() {
        return calls.values().stream()
                .map(Call::info)
                .sorted(Comparator.comparing(CallInfo::startedAt).thenComparing(CallInfo::id))
                .toList();
    }

    public Optional<Call> call(String id) {
        return Optional.ofNullable(calls.get(id));
    }

    public int size() {
        return calls.size();
    }
}
