package io.rvoip.presets;

import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.engine.TrunkInfo;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An office that runs. Thread-safe; values are snapshots. */
public final class RunningPbx implements AutoCloseable {
    private final VoipPlatform platform;

    RunningPbx(VoipPlatform platform) {
        this.platform = platform;
    }

    /** Where phones register, with real ports. */
    public List<InetSocketAddress> sipAddresses() {
        return platform.sipAddresses();
    }

    /** The page for browsers, with its real port; empty where there is none. */
    public Optional<URI> page() {
        return platform.phonePage();
    }

    /** The phones that are registered. */
    public List<RegistrationInfo> registrations() {
        return platform.engine().registrations();
    }

    /** The trunks, as they are now. */
    public List<TrunkInfo> trunks() {
        return platform.engine().trunks();
    }

    /** The calls that have not ended. */
    public List<CallInfo> calls() {
        return platform.engine().calls();
    }

    /** Ends a call on both sides. Completes with false when there is none of that id. */
    public CompletionStage<Boolean> hangup(String callId) {
        return platform.engine().hangup(callId);
    }

    /** Everything that happens. */
    public EventBus<EngineEvent> events() {
        return platform.events();
    }

    /** How each component is. */
    public Health health() {
        return platform.health();
    }

    /** What the policy would like and this build lacks. */
    public List<String> missing() {
        return platform.missing();
    }

    /** What is below. */
    public VoipPlatform platform() {
        return platform;
    }

    /** Takes no new calls, waits for those there are for up to {@code drain}, and ends. */
    public CompletionStage<Void> stop(Duration drain) {
        return platform.stop(drain);
    }

    @Override
    public void close() {
        platform.close();
    }
}
