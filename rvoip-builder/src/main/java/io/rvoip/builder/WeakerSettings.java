package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.Health;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.audit.AuditSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in sight what {@code allowWeaker} lets pass: in the log and for auditors at each start, and in health. Thread-safe. */
final class WeakerSettings implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(VoipPlatform.class);
    private static final String ID = "allowWeaker";

    private final List<WeakerSetting> settings;
    private final AuditSink audit;
    private final TimeSource time;

    WeakerSettings(List<WeakerSetting> settings, AuditSink audit, TimeSource time) {
        this.settings = List.copyOf(settings);
        this.audit = audit;
        this.time = time;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public CompletionStage<Void> start() {
        for (WeakerSetting setting : settings) {
            LOG.warn("allowWeaker: {}", setting);
            audit.record(new AuditRecord(time.wallClock(), "platform.weaker", "", "", setting.toString(), "done"));
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        return CompletableFuture.completedStage(null);
    }

    /** Healthy: somebody wanted it so. */
    @Override
    public Health health() {
        String all = settings.stream().map(WeakerSetting::toString).collect(Collectors.joining("; "));
        return new Health(ID, Health.Status.HEALTHY, all, List.of());
    }
}
