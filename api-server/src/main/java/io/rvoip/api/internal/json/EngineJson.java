package io.rvoip.api.internal.json;

import io.rvoip.common.Health;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.EngineCounts;
import io.rvoip.engine.LegInfo;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.engine.TrunkInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.session.CallEnd;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.sip.header.Reason;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The engine's values as the contract names them, member by member: a component renamed in Java changes nothing here.
 */
public final class EngineJson {
    private EngineJson() {}

    /** A call at this moment. */
    public static JsonObject call(CallInfo call) {
        JsonObject json = new JsonObject()
                .put("id", call.id())
                .put("caller", call.caller())
                .put("asserted", call.asserted())
                .put("called", call.called())
                .put("state", call.state().id())
                .put("startedAt", call.startedAt());
        call.answeredAt().ifPresent(at -> json.put("answeredAt", at));
        return json.put("legs", call.legs().stream().map(EngineJson::leg).toList());
    }

    /** What remains of a call. */
    public static JsonObject record(CallRecord call) {
        JsonObject json = new JsonObject()
                .put("id", call.id())
                .put("caller", call.caller())
                .put("asserted", call.asserted())
                .put("called", call.called())
                .put("startedAt", call.startedAt());
        call.answeredAt().ifPresent(at -> json.put("answeredAt", at));
        return json.put("end", end(call.end()))
                .put("durationMs", call.duration().toMillis())
                .put("securityProfile", call.profile().id())
                .put("legs", call.legs().stream().map(EngineJson::leg).toList());
    }

    /** A contact. */
    public static JsonObject registration(RegistrationInfo registration) {
        return new JsonObject()
                .put("aor", registration.aor())
                .put("contact", registration.contact())
                .put("transport", registration.transport())
                .put("source", registration.source())
                .put("registeredAt", registration.registeredAt())
                .put("expiresAt", registration.expiresAt())
                .put("userAgent", registration.userAgent());
    }

    /** A trunk. */
    public static JsonObject trunk(TrunkInfo trunk) {
        JsonObject json = new JsonObject()
                .put("name", trunk.name())
                .put("carrier", trunk.carrier())
                .put("address", trunk.address())
                .put("state", trunk.state())
                .put("calls", trunk.calls())
                .put("maxCalls", trunk.maxCalls())
                .put("callsPerSecond", OptionalDouble.of(trunk.callsPerSecond()));
        return trunk.registration().isEmpty() ? json : json.put("registration", trunk.registration());
    }

    /** A verdict and those of the parts. */
    public static JsonObject health(Health health) {
        JsonObject json = verdict(health).put("name", health.name());
        if (!health.message().isEmpty()) {
            json.put("message", health.message());
        }
        return health.parts().isEmpty() ? json
                : json.put("parts", health.parts().stream().map(EngineJson::health).toList());
    }

    /** The verdict alone, for those who may not know more. */
    public static JsonObject verdict(Health health) {
        return new JsonObject().put("status", lower(health.status()));
    }

    /** What is held. */
    public static JsonObject counts(EngineCounts counts) {
        return new JsonObject()
                .put("calls", counts.calls())
                .put("registrations", counts.registrations())
                .put("dialogs", counts.dialogs())
                .put("sessions", counts.sessions())
                .put("transactions", counts.transactions())
                .put("timers", counts.timers())
                .put("mediaSessions", counts.mediaSessions())
                .put("mediaPorts", counts.mediaPorts());
    }

    private static JsonObject leg(LegInfo leg) {
        JsonObject json = new JsonObject()
                .put("id", leg.id())
                .put("party", leg.party())
                .put("callId", leg.callId())
                .put("transport", leg.transport())
                .put("remote", leg.remote())
                .put("codec", leg.codec());
        leg.tls().ifPresent(tls -> json.put("tls", new JsonObject()
                .put("version", tls.version()).put("suite", tls.suite()).putTexts("peerNames", tls.peerNames())));
        leg.security().ifPresent(media -> security(json, leg, media));
        leg.statistics().ifPresent(statistics -> json.put("statistics", statistics(statistics)));
        return leg.refusals().isEmpty() ? json : json.put("refusals", leg.refusals().stream().map(EngineJson::refusal).toList());
    }

    private static void security(JsonObject json, LegInfo leg, MediaSecurity media) {
        json.put("keying", media.keying())
                .put("suite", media.suite().map(Enum::name))
                .put("fingerprint", media.fingerprint())
                .put("verifiedBy", leg.verifiedBy())
                .put("decrypted", media.decrypted())
                .put("decryptedThere", media.decryptedThere())
                .put("secured", media.secured());
        media.sas().ifPresent(check -> json.put("sas", check.sas()).put("sasVerified", check.verified())
                .put("sasMismatch", check.mismatch()));
    }

    private static JsonObject refusal(RefusedMedia refused) {
        return new JsonObject().put("at", refused.at()).put("offered", refused.offered()).put("why", refused.why());
    }

    private static JsonObject statistics(LegStatistics statistics) {
        return new JsonObject()
                .put("packetsSent", statistics.packetsSent())
                .put("packetsReceived", statistics.packetsReceived())
                .put("packetsLost", statistics.packetsLost())
                .put("packetsRefused", statistics.packetsRefused())
                .put("jitterMs", statistics.jitterMillis())
                .put("roundTripMs", statistics.roundTripMillis())
                .put("lossRatio", statistics.lossRatio())
                .put("remoteMos", statistics.remoteMos())
                .put("mos", statistics.mos());
    }

    private static JsonObject end(CallEnd end) {
        JsonObject json = new JsonObject().put("who", lower(end.who())).put("cause", lower(end.cause()));
        if (end.status() != 0) {
            json.put("status", end.status());
        }
        end.q850().ifPresent(cause -> json.put("q850", cause));
        return json.put("text", end.text())
                .put("reasons", end.reasons().stream().map(EngineJson::reason).toList())
                .put("at", end.at());
    }

    private static JsonObject reason(Reason reason) {
        JsonObject json = new JsonObject().put("protocol", reason.protocol());
        if (reason.cause() >= 0) {
            json.put("cause", reason.cause());
        }
        return json.put("text", reason.text());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
