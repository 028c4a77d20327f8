package io.rvoip.examples;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineEvent;
import io.rvoip.presets.EnterprisePbx;
import io.rvoip.presets.RunningPbx;
import java.util.concurrent.ForkJoinPool;

/**
 * The exchange of a company. First as it is meant, encrypted: this build refuses that and says why. Then in the
 * laboratory, on loopback. Arguments: {@code [PORT]}.
 */
public final class EnterprisePbxExample {
    private EnterprisePbxExample() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        try {
            exchange().withEncryptionRequired(true).start();
        } catch (ConfigurationException refused) {
            System.out.println("As it is meant: " + refused.getMessage());
        }
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 5060;
        try (RunningPbx pbx = exchange()
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withListen("udp://127.0.0.1:" + port)
                .withListen("tcp://127.0.0.1:" + port)
                .withUser("reception", "pw-reception")
                .withUser("warehouse", "pw-warehouse")
                .start().toCompletableFuture().join()) {
            pbx.events().subscribe(EngineEvent.CallEnded.class, ForkJoinPool.commonPool(), (number, ended) ->
                System.out.println(ended.record().caller() + " called " + ended.record().called() + " for "
                    + ended.record().duration().toMillis() + " ms: " + ended.record().end().cause()));
            int real = pbx.sipAddresses().get(0).getPort();
            System.out.println("Dial it with: ./rvoip call sip:tone@corp.example.com --as sip:reception@corp.example.com"
                + " --password pw-reception --outbound sip:127.0.0.1:" + real + " --seconds 5");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static EnterprisePbx exchange() {
        return EnterprisePbx.forDomain("corp.example.com").withUserCapacity(1000);
    }
}
