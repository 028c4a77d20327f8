package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.command.Rvoip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A softphone behind a NAT of the kernel, whose interface is taken away in a call: it goes on over another one. */
@Timeout(120)
class NattedPhoneTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path dir;

    private long received(Tool phone, String word) throws Exception {
        phone.say(word);
        String line = phone.await(word.toUpperCase(Locale.ROOT) + " ", SOON);
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void aCallGoesOnWhenTheInterfaceIsGone() throws Exception {
        Path config = Files.write(dir.resolve("office.yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "sip: {listen: [\"udp://" + NattedNetwork.OFFICE + ":5060\"]}",
            "media: {ports: 30000-30399}", "users: [{name: alice, password: pw-alice}]"));
        Path heard = dir.resolve("heard.wav");
        List<String> caller = new ArrayList<>(Rvoip.javaCommand(EchoCaller.class));
        caller.addAll(List.of(NattedNetwork.OFFICE + ":5060", heard.toString()));
        try (NattedNetwork network = NattedNetwork.lay(dir);
             Tool office = network.inOffice("rvoip-serve", Rvoip.commandLine("serve", "--config", config.toString()))) {
            office.await("READY", SOON);
            try (Tool phone = network.atPhone("phone", caller)) {
                phone.await("ANSWERED", SOON);
                await("echo through the NAT").atMost(Duration.ofSeconds(10)).until(() -> received(phone, "n" + System.nanoTime()) > 50);
                network.removeTheInterface();
                phone.await("RECONNECTED", Duration.ofSeconds(20));
                phone.say("say");
                phone.await("SAY ", SOON);
                long before = received(phone, "before");
                await("all of the text").pollDelay(Speech.LENGTH.plusMillis(700)).atMost(SOON)
                    .until(() -> received(phone, "n" + System.nanoTime()) - before > 300);
                phone.say("hang up");
                phone.await("ENDED", SOON);
                assertThat(phone.output()).contains("RECORDED");
                Speech.assertHeard("the echo over the other interface", Speech.one(), heard);
            }
        }
    }
}
