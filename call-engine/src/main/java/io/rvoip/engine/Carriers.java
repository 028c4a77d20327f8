package io.rvoip.engine;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.trunk.EnumLookup;
import io.rvoip.engine.trunk.Trunk;
import io.rvoip.engine.trunk.TrunkState;
import io.rvoip.engine.trunk.TrunkWatch;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The trunks of an engine and what watches over them. Thread-safe. */
final class Carriers {
    private final Trunks trunks;
    private final List<TrunkWatch> watches = new ArrayList<>();

    /** @throws ConfigurationException when the configuration wants what is not there */
    static void check(EngineConfig config, EnginePorts ports) {
        config.trunking().validate(config.mode(), config.mediaMode(),
                ports.mediaSettings().codecs().stream().map(AudioCodec::name).toList(), ports.mediaSettings().srtp())
                .throwIfInvalid();
        if (config.trunking().enumSuffix().isPresent() && ports.names().isEmpty()) {
            throw new ConfigurationException(
                    "enum", "needs name servers, and there are none", "give them with EnginePorts.withNames");
        }
    }

    Carriers(EngineConfig config, EnginePorts ports, SipStack stack, EventBus<EngineEvent> events) {
        TimeSource time = stack.shards().get(0).loop().time();
        trunks = new Trunks(config.trunking(), directory(config, ports), ports.metrics(), time.nanoTime());
        for (Trunk trunk : trunks.all()) {
            SipShard shard = stack.shards().get(watches.size() % stack.shards().size());
            watches.add(new TrunkWatch(trunk, shard, (changed, up, why) -> events.publish(
                    new EngineEvent.TrunkChanged(changed.config().name(), up, why, time.wallClock()))));
        }
    }

    private static @Nullable EnumLookup directory(EngineConfig config, EnginePorts ports) {
        return config.trunking().enumSuffix().flatMap(suffix -> ports.names().map(
                names -> new EnumLookup(names.lookup(), names.loop(), suffix, ports.metrics()))).orElse(null);
    }

    Trunks trunks() {
        return trunks;
    }

    void start() {
        watches.forEach(TrunkWatch::start);
    }

    void stop() {
        watches.forEach(TrunkWatch::stop);
    }

    List<TrunkInfo> all() {
        return trunks.all().stream().map(Carriers::info).toList();
    }

    private static TrunkInfo info(Trunk trunk) {
        return new TrunkInfo(
                trunk.config().name(), trunk.config().carrier(), trunk.config().address().toString(),
                trunk.state().name().toLowerCase(Locale.ROOT), trunk.registration(), trunk.calls(),
                trunk.config().maxCalls(), trunk.config().callsPerSecond());
    }

    /** Calls between users go on whatever carriers do: no more than degraded. */
    Health health(String id) {
        List<Health> parts = trunks.all().stream().map(Carriers::health).toList();
        List<String> ailing = parts.stream().filter(part -> !part.isHealthy()).map(Health::name).toList();
        return new Health(id, ailing.isEmpty() ? Health.Status.HEALTHY : Health.Status.DEGRADED,
                String.join(", ", ailing), parts);
    }

    private static Health health(Trunk trunk) {
        String name = "trunk " + trunk.config().name();
        boolean registers = trunk.config().login().isPresent();
        if (trunk.state() == TrunkState.DOWN) {
            return Health.unhealthy(name, "does not answer OPTIONS");
        }
        return registers && !trunk.isRegistered() ? Health.degraded(name, trunk.registration()) : Health.healthy(name);
    }
}
