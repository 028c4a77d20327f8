package io.rvoip.benchmarks;

import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Network;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.trunk.NumberList;
import io.rvoip.engine.trunk.TrunkConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A platform that bridges calls from 127.0.0.2 to another port of 127.0.0.1, with media through it or past it. */
public final class BridgeServer {
    private static final HealthSettings UNASKED = new HealthSettings(Duration.ZERO, Duration.ofSeconds(4), 2, 2);
    private static final int MANY = 100_000;

    private BridgeServer() {}

    /** Args: its port, that of the called side, {@code anchored} or {@code direct}. Prints READY. */
    public static void main(String[] args) throws IOException {
        MediaMode media = MediaMode.valueOf(args[2]);
        VoipPlatform.builder("bench").withDomain(RegisterBench.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:" + args[0]))
            .withRtpEngine(RtpEngineConfig.basic().withPorts(30_000, 59_999))
            .withCallEngine(CallEngineConfig.basic().withMedia(media).withMaxCalls(media == MediaMode.DIRECT ? MANY : 5_000))
            .withCapacity(new CapacityConfig(10, media == MediaMode.DIRECT ? MANY : 5_000, Duration.ofSeconds(10), 10.0))
            .withTrunk(TrunkConfig.of("in", "sip:127.0.0.2").withNetworks(List.of(Network.parse("127.0.0.2")))
                .withInbound("+4930000", "echo").withOutbound(new NumberList(List.of())).withTransit(true).withHealth(UNASKED))
            .withTrunk(TrunkConfig.of("out", "sip:127.0.0.1:" + args[1]).withCallerNumber("+493099").withHealth(UNASKED))
            .build().start().toCompletableFuture().join();
        System.out.println("READY");
        HeapProbe.answer();
    }
}
