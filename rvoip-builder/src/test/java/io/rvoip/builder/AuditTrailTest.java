package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.EventBus;
import io.rvoip.common.EventLimits;
import io.rvoip.common.Metrics;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.engine.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What of the events of a platform auditors are told. */
class AuditTrailTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final String ALICE = "sip:alice@rvoip.test";

    private static List<AuditRecord> of(EngineEvent event) {
        PlatformConfig config = VoipPlatform.builder("test").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT).config();
        EventBus<EngineEvent> events = new EventBus<>(EventLimits.standard(), one -> false, Metrics.none());
        List<AuditRecord> told = new CopyOnWriteArrayList<>();
        AuditTrail trail = new AuditTrail(config, TimeSource.system(), Metrics.none(), told::add);
        trail.listen(events);
        trail.start().toCompletableFuture().join();
        events.publish(event);
        trail.stop(Duration.ZERO).toCompletableFuture().join();
        return told.stream().filter(record -> !record.event().startsWith("platform.")).toList();
    }

    @Test
    void videoThatIsLeftOutBecauseItsKeysFailedIsToldWithWhoseItWas() {
        assertThat(of(new EngineEvent.StreamUnkeyed("c_1", "c_1-0", ALICE, "video", "ZRTP: the Hello is not the one of the description", NOON)))
            .containsExactly(new AuditRecord(NOON, "call.unkeyed", ALICE, "",
                "video is left out of a call: ZRTP: the Hello is not the one of the description", "refused"));
    }

    @Test
    void mediaThatWereRefusedAreToldWithWhatWasOffered() {
        assertThat(of(new EngineEvent.MediaRefused("c_1", "c_1-0", ALICE, "RTP/AVP", "plain RTP is refused", NOON)))
            .containsExactly(new AuditRecord(NOON, "call.refused", ALICE, "", "488 plain RTP is refused, offered RTP/AVP", "refused"));
    }

    @Test
    void whatOnlyHappensInACallIsNot() {
        assertThat(of(new EngineEvent.NoInboundMedia("c_1", "c_1-0", NOON))).isEmpty();
        assertThat(of(new EngineEvent.Dtmf("c_1", "c_1-0", '5', NOON))).as("digits may be a password").isEmpty();
    }
}
