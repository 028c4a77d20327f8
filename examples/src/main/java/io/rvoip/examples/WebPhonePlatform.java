package io.rvoip.examples;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineEvent;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.WebRtcPlatform;
import java.util.concurrent.ForkJoinPool;

/**
 * A platform for browsers in the laboratory, with the page to phone with; other phones come by UDP and meet browsers through it.
 * Arguments: {@code [SIP_PORT [WS_PORT [HTTP_PORT]]]}.
 */
public final class WebPhonePlatform {
    private WebPhonePlatform() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        try (RunningPbx platform = WebRtcPlatform.forDomain("rvoip.test")
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withListen("udp://127.0.0.1:" + port(args, 0, "5060"))
                .withListen("ws://127.0.0.1:" + port(args, 1, "5066"))
                .withApiServer(ApiServerConfig.restAndWebsocket().withListen("http://127.0.0.1:" + port(args, 2, "8080")))
                .withUser("alice", "pw-alice")
                .withUser("bob", "pw-bob")
                .start().toCompletableFuture().join()) {
            platform.events().subscribe(EngineEvent.class, ForkJoinPool.commonPool(), (number, event) -> System.out.println(number + " " + event.type()));
            System.out.println(platform.page().map(page -> "Open " + page + " and sign in as alice / pw-alice, in another window as bob / pw-bob")
                .orElse("The page is missing: " + platform.missing()));
            System.out.println("Dial it with: ./rvoip call sip:echo@rvoip.test --as sip:bob@rvoip.test --password pw-bob"
                + " --outbound sip:127.0.0.1:" + platform.sipAddresses().get(0).getPort() + " --seconds 5");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static String port(String[] args, int at, String otherwise) {
        return args.length > at ? args[at] : otherwise;
    }
}
