package io.rvoip.examples;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.UserAccount;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A platform put together by hand: its listeners, sizes and HTTP interface, and users who come from a directory of the
 * application's own instead of the configuration. Arguments: {@code [SIP_PORT [HTTP_PORT]]}.
 */
public final class CustomPlatform {
    private static final String DOMAIN = "custom.test";

    private CustomPlatform() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        int sip = args.length > 0 ? Integer.parseInt(args[0]) : 5060;
        int http = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
        try (VoipPlatform platform = VoipPlatform.builder("custom-voip")
                .withDomain(DOMAIN)
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:" + sip))
                .withRtpEngine(RtpEngineConfig.basic().withPorts(30_000, 30_399))
                .withCallEngine(CallEngineConfig.basic().withMaxCalls(50))
                .withCapacity(CapacityConfig.small())
                .withApiServer(ApiServerConfig.restAndWebsocket()
                    .withListen("http://127.0.0.1:" + http).withKey("ops", "lab-only", "admin"))
                .bind(UserDirectory.class, CustomPlatform::find)
                .build()) {
            platform.start().toCompletableFuture().join();
            System.out.println("Look at it with: curl -H 'Authorization: Bearer lab-only' http://127.0.0.1:"
                + platform.apiAddress().orElseThrow().getPort() + "/v1/calls");
            System.out.println("Dial it with: ./rvoip call sip:echo@custom.test --as sip:7001@custom.test --password pin-7001"
                + " --outbound sip:127.0.0.1:" + platform.sipAddresses().get(0).getPort() + " --seconds 5");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    /** Stands for a database: extensions 7000 to 7999, each with a password of its own. */
    private static CompletableFuture<Optional<UserAccount>> find(String name) {
        return CompletableFuture.completedFuture(name.matches("7[0-9]{3}") ? Optional.of(account(name)) : Optional.empty());
    }

    private static UserAccount account(String name) {
        Digest digest = new Digest(CryptoProvider.jdk());
        String password = "pin-" + name;
        return new UserAccount(name, Map.of(
            DigestAlgorithm.SHA_256, Secret.of(digest.ha1(DigestAlgorithm.SHA_256, name, DOMAIN, password)),
            DigestAlgorithm.MD5, Secret.of(digest.ha1(DigestAlgorithm.MD5, name, DOMAIN, password))));
    }
}
