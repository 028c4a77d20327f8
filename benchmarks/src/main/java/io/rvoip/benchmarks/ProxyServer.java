package io.rvoip.benchmarks;

import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Network;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.ProxySettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Our side of the proxy benchmark: a platform that is a proxy for whoever is on this machine, without credentials. */
public final class ProxyServer {
    private static final int MANY = 100_000;

    private ProxyServer() {}

    /** Args: the port. Prints READY. */
    public static void main(String[] args) throws IOException {
        VoipPlatform.builder("bench").withDomain(RegisterBench.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:" + args[0]))
            .withCallEngine(CallEngineConfig.basic().withMode(EngineMode.PROXY)
                .withProxy(ProxySettings.DEFAULT.withTrusted(List.of(Network.parse("127.0.0.1")))))
            .withCapacity(new CapacityConfig(10, MANY, Duration.ofSeconds(10), 10.0))
            .build().start().toCompletableFuture().join();
        System.out.println("READY");
        HeapProbe.answer();
    }
}
