package io.rvoip.benchmarks;

import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.SecurityProfile;
import java.time.Duration;

/** Our side of the registrar benchmark: a platform with ten thousand users. */
public final class RegistrarServer {
    private RegistrarServer() {}

    /** Args: the port. Prints READY. */
    public static void main(String[] args) throws InterruptedException {
        VoipPlatform.Builder builder = VoipPlatform.builder("bench").withDomain(RegisterBench.DOMAIN)
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:" + args[0]))
            .withCapacity(new CapacityConfig(RegisterBench.USERS, 100, Duration.ofMinutes(1), 1.0));
        for (int i = 0; i < RegisterBench.USERS; i++) {
            builder.withUser("u" + i, RegisterBench.PASSWORD);
        }
        builder.build().start().toCompletableFuture().join();
        System.out.println("READY");
        Thread.currentThread().join();
    }
}
