package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the file says of registrations is what phones meet. */
class GrantsTest {
    private static final String OFFICE = "sip:" + Target.DOMAIN;

    @Test
    void timesAndContactsAreThoseOfTheFile() {
        try (Target target = Target.open("registrar: {minExpires: 2m, maxExpires: 3m, defaultExpires: 3m, maxContacts: 1}");
             Caller alice = Caller.udp(target, "alice")) {
            ReceivedSip tooShort = alice.ask(alice.signed("REGISTER", OFFICE, "Expires: 60"));
            assertThat(tooShort.status()).isEqualTo(423);
            assertThat(tooShort.header("Min-Expires")).isEqualTo("120");
            ReceivedSip granted = alice.ask(alice.signed("REGISTER", OFFICE, "Expires: 3600"));
            assertThat(granted.status()).isEqualTo(200);
            int seconds = Integer.parseInt(granted.header("Contact").replaceFirst(".*;expires=(\\d+).*", "$1"));
            assertThat(seconds).isBetween(120, 180);
            assertThat(alice.ask(alice.signed("REGISTER", OFFICE, "Contact: <sip:second@127.0.0.9>")).status()).isEqualTo(403);
        }
    }

    @Test
    void phonesAreKeptReachableAsTheFileSays() {
        try (Target target = Target.open("registrar: {keepAlive: {kind: options, interval: 5s, everybody: true}}");
             Caller alice = Caller.udp(target, "alice")) {
            alice.register();
            ReceivedSip ping = alice.next(Duration.ofSeconds(15)).orElseThrow();
            assertThat(ping.text().toString()).startsWith("OPTIONS ");
        }
    }
}
