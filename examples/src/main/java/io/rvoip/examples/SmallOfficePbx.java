package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineEvent;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import java.util.concurrent.ForkJoinPool;

/** The telephones of a small office: two accounts, the echo and the tone. Arguments: {@code [PORT]}. */
public final class SmallOfficePbx {
    private SmallOfficePbx() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 5060;
        try (RunningPbx office = SmallOffice.forDomain("office.test")
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withListen("udp://127.0.0.1:" + port)
                .withUser("alice", "pw-alice")
                .withUser("bob", "pw-bob")
                .start().toCompletableFuture().join()) {
            office.events().subscribe(EngineEvent.class, ForkJoinPool.commonPool(),
                (number, event) -> System.out.println(number + " " + event.type()));
            int real = office.sipAddresses().get(0).getPort();
            System.out.println("Dial it with: ./rvoip call sip:echo@office.test --as sip:alice@office.test --password pw-alice"
                + " --outbound sip:127.0.0.1:" + real + " --seconds 5");
            System.out.println("Left out, this build lacks it: " + office.missing());
            Thread.currentThread().join(); // until Ctrl-C
        }
    }
}
