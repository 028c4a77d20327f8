package io.rvoip.benchmarks;

import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.overload.OverloadSettings;
import java.io.IOException;
import java.time.Duration;

/** Our side of the registrar benchmark: a platform with many users, asked for registrations and for its echo. */
public final class RegistrarServer {
    private RegistrarServer() {}

    /** Args: the port, and how many users if not ten thousand. Prints READY. */
    public static void main(String[] args) throws IOException {
        int users = args.length > 1 ? Integer.parseInt(args[1]) : RegisterBench.USERS;
        VoipPlatform.Builder builder = VoipPlatform.builder("bench").withDomain(RegisterBench.DOMAIN)
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:" + args[0]))
            .withOverload(OverloadSettings.DEFAULT.withShed(true))
            .withCapacity(new CapacityConfig(users, 1_000, Duration.ofMinutes(1), 1.0));
        for (int i = 0; i < users; i++) {
            builder.withUser("u" + i, RegisterBench.PASSWORD);
        }
        builder.build().start().toCompletableFuture().join();
        System.out.println("READY");
        HeapProbe.answer();
    }
}
