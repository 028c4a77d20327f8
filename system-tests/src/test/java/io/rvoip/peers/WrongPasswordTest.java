package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.engine.EngineEvent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A foreign phone that does not know the password. */
@Timeout(60)
class WrongPasswordTest {
    @TempDir
    private Path dir;

    @Test
    void baresipIsRefusedAndNotRegistered() throws Exception {
        Path words = Speech.file(Speech.one(), dir, "words");
        try (Office office = Office.open("alice");
             Baresip alice = Baresip.as("alice").registeredAt(office.port(), "guess").playing(words)
                 .start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.await("401 Unauthorized");
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(office.events())
                .filteredOn(EngineEvent.AuthenticationFailed.class::isInstance)
                .extracting(event -> ((EngineEvent.AuthenticationFailed) event).user()).containsOnly("alice").isNotEmpty());
            assertThat(office.pbx().registrations()).isEmpty();
            assertThat(alice.printed("200 OK")).isFalse();
        }
    }

    @Test
    void baresipMayNotCallEither() throws Exception {
        Path words = Speech.file(Speech.one(), dir, "words");
        try (Office office = Office.open("alice");
             Baresip alice = Baresip.as("alice").registeredAt(office.port(), "guess").playing(words)
                 .start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.dial(Office.uri("echo"));
            alice.await("407 Proxy Authentication Required");
            assertThat(office.recordsOnceQuiet()).isEmpty();
        }
    }
}
