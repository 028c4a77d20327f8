package io.rvoip.api.internal.json;

import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.EngineEvent.AdmissionRefused;
import io.rvoip.engine.EngineEvent.AuthenticationFailed;
import io.rvoip.engine.EngineEvent.CallChanged;
import io.rvoip.engine.EngineEvent.CallCreated;
import io.rvoip.engine.EngineEvent.CallEnded;
import io.rvoip.engine.EngineEvent.CallProxied;
import io.rvoip.engine.EngineEvent.Certificate;
import io.rvoip.engine.EngineEvent.Dtmf;
import io.rvoip.engine.EngineEvent.MediaRefused;
import io.rvoip.engine.EngineEvent.NoInboundMedia;
import io.rvoip.engine.EngineEvent.OfCall;
import io.rvoip.engine.EngineEvent.Registered;
import io.rvoip.engine.EngineEvent.StreamUnkeyed;
import io.rvoip.engine.EngineEvent.TrunkChanged;
import io.rvoip.engine.EngineEvent.Unregistered;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * Events in the envelope of {@code rvoip.events.v1}. An event has the same id on every socket, so that a reader can
 * tell what it has seen before. Thread-safe.
 */
public final class EventJson {
    private static final int VERSION = 1;

    private final String life;

    /**
     * Envelopes of one life of the platform.
     *
     * @param life a random token
     */
    public EventJson(String life) {
        this.life = life;
    }

    /** An event of the engine. */
    public String event(long sequence, EngineEvent event) {
        JsonObject envelope = envelope(sequence, "", event.type(), event.at());
        if (event instanceof OfCall ofCall) {
            envelope.put("call", ofCall.callId());
        }
        leg(event).ifPresent(leg -> envelope.put("leg", leg));
        return Json.text(envelope.put("data", data(event)));
    }

    /** A message of the server itself: hello, gap, lagged. */
    public String notice(long sequence, String type, Instant at, JsonObject data) {
        return Json.text(envelope(sequence, "_" + type, type, at).put("data", data));
    }

    private JsonObject envelope(long sequence, String suffix, String type, Instant at) {
        return new JsonObject()
                .put("v", VERSION)
                .put("seq", sequence)
                .put("id", "ev_" + life + "_" + sequence + suffix)
                .put("time", at)
                .put("type", type);
    }

    private static Optional<String> leg(EngineEvent event) {
        if (event instanceof NoInboundMedia silent) {
            return Optional.of(silent.legId());
        }
        if (event instanceof MediaRefused refused) {
            return Optional.of(refused.legId());
        }
        if (event instanceof StreamUnkeyed unkeyed) {
            return Optional.of(unkeyed.legId());
        }
        return event instanceof Dtmf pressed ? Optional.of(pressed.legId()) : Optional.empty();
    }

    private static JsonObject data(EngineEvent event) {
        if (event instanceof CallCreated created) {
            return EngineJson.call(created.call());
        }
        if (event instanceof CallChanged changed) {
            return EngineJson.call(changed.call());
        }
        if (event instanceof CallEnded ended) {
            return EngineJson.record(ended.record());
        }
        if (event instanceof CallProxied proxied) {
            return new JsonObject().put("caller", proxied.caller()).put("called", proxied.called())
                    .put("status", proxied.status()).put("places", proxied.places())
                    .put("setupMs", proxied.setup().toMillis());
        }
        if (event instanceof StreamUnkeyed unkeyed) {
            return new JsonObject().put("party", unkeyed.party()).put("stream", unkeyed.stream()).put("why", unkeyed.why());
        }
        if (event instanceof MediaRefused refused) {
            return new JsonObject().put("party", refused.party()).put("offered", refused.offered()).put("why", refused.why());
        }
        if (event instanceof Dtmf pressed) {
            return new JsonObject().put("digit", String.valueOf(pressed.digit()));
        }
        if (event instanceof Registered registered) {
            return EngineJson.registration(registered.registration());
        }
        if (event instanceof Unregistered gone) {
            return EngineJson.registration(gone.registration()).put("why", gone.why());
        }
        if (event instanceof AuthenticationFailed failed) {
            return new JsonObject().put("user", failed.user()).put("source", failed.source()).put("why", failed.why());
        }
        if (event instanceof Certificate certificate) {
            return certificate(certificate.event());
        }
        if (event instanceof AdmissionRefused refused) {
            return new JsonObject().put("caller", refused.caller()).put("why", refused.why());
        }
        if (event instanceof TrunkChanged changed) {
            return new JsonObject().put("trunk", changed.trunk()).put("why", changed.why());
        }
        return new JsonObject(); // media.no_inbound says all in the envelope
    }

    private static JsonObject certificate(TlsEvent event) {
        if (event instanceof TlsEvent.ReloadFailed failed) {
            return new JsonObject().put("why", failed.reason());
        }
        return new JsonObject().put("notAfter", event instanceof TlsEvent.Expiring ending ? ending.notAfter()
                : ((TlsEvent.Reloaded) event).notAfter());
    }
}
