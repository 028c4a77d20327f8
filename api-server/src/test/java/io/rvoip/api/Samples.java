package io.rvoip.api;

import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.LegInfo;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.LegStatistics;
import io.rvoip.sip.header.Reason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values of the engine, full and sparse. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final InetSocketAddress PHONE = new InetSocketAddress("192.0.2.7", 5060);

    private Samples() {}

    public static CallInfo call(String id) {
        return call(id, CallState.ANSWERED, NOON);
    }

    public static CallInfo call(String id, CallState state, Instant at) {
        return new CallInfo(id, "sip:alice@rvoip.test", "sip:bob@rvoip.test", state, at, Optional.of(at.plusSeconds(3)),
                List.of(measuredLeg(), freshLeg()));
    }

    public static LegInfo measuredLeg() {
        LegStatistics measured = new LegStatistics(100, 99, 1, OptionalDouble.of(1.5), OptionalDouble.of(20),
                OptionalDouble.of(0.01), OptionalDouble.of(4.2));
        return new LegInfo("l_a", "sip:alice@rvoip.test", "abc@192.0.2.7", "udp", PHONE, Optional.of("PCMU"),
                Optional.of(measured));
    }

    public static LegInfo freshLeg() {
        return new LegInfo("l_b", "sip:bob@rvoip.test", "def", "tcp", new InetSocketAddress("2001:db8::9", 40000),
                Optional.empty(), Optional.empty());
    }

    public static RegistrationInfo registration(String user, String contact) {
        return new RegistrationInfo("sip:" + user + "@rvoip.test", contact, "udp", PHONE, NOON, NOON.plusSeconds(3600),
                Optional.of("phone/1"));
    }

    public static CallRecord record(String id) {
        CallEnd end = CallEnd.of(EndParty.REMOTE, EndCause.REJECTED, 486, "Busy Here", NOON.plusSeconds(9))
                .withReasons(List.of(Reason.of("Q.850", 17, "busy")));
        return new CallRecord(id, "sip:alice@rvoip.test", "sip:bob@rvoip.test", NOON, Optional.empty(), end,
                Duration.ZERO, List.of(freshLeg()));
    }

    public static EngineEvent created(String id) {
        return new EngineEvent.CallCreated(call(id, CallState.ROUTING, NOON), NOON);
    }

    public static EngineEvent dtmf(String id, char digit) {
        return new EngineEvent.Dtmf(id, "l_a", digit, NOON);
    }

    public static EngineEvent ended(String id) {
        return new EngineEvent.CallEnded(record(id), NOON);
    }

    /** One of each kind, and of each state. */
    public static List<EngineEvent> allEvents() {
        RegistrationInfo registration = registration("alice", "sip:alice@192.0.2.7");
        return List.of(created("c_1"),
                changed(CallState.ROUTING, CallState.ROUTING),
                changed(CallState.RINGING, CallState.ROUTING),
                changed(CallState.EARLY_MEDIA, CallState.RINGING),
                changed(CallState.ANSWERED, CallState.RINGING),
                changed(CallState.HELD, CallState.ANSWERED),
                changed(CallState.ANSWERED, CallState.HELD),
                changed(CallState.ENDED, CallState.ANSWERED),
                ended("c_1"),
                new EngineEvent.CallProxied(
                        "c_2", "sip:alice@rvoip.test", "sip:bob@rvoip.test", 200, 2, Duration.ofMillis(1500), NOON),
                new EngineEvent.NoInboundMedia("c_1", "l_a", NOON),
                dtmf("c_1", '5'),
                new EngineEvent.Registered(registration, false, NOON),
                new EngineEvent.Registered(registration, true, NOON),
                new EngineEvent.Unregistered(registration, "expired", NOON),
                new EngineEvent.AuthenticationFailed("alice", "192.0.2.66:5060", "wrong-password", NOON),
                new EngineEvent.AdmissionRefused("sip:alice@rvoip.test", "calls", NOON));
    }

    private static EngineEvent changed(CallState now, CallState before) {
        return new EngineEvent.CallChanged(call("c_1", now, NOON), before, NOON);
    }
}
