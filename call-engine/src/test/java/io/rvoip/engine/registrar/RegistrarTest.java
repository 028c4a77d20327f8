package io.rvoip.engine.registrar;

import static io.rvoip.engine.registrar.RegistrarFixture.HOME;
import static io.rvoip.engine.registrar.RegistrarFixture.listed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrarTest {
    private final RegistrarFixture on = new RegistrarFixture();

    private void nothingChanged(Runnable attempt) {
        List<Binding> before = on.bindings();
        on.happened();
        attempt.run();
        assertThat(on.bindings()).isEqualTo(before);
        assertThat(on.happened()).isEmpty();
    }

    private void refused(int status, String... lines) {
        nothingChanged(() -> assertThat(on.register(lines).status()).isEqualTo(status));
    }

    @Nested
    class Adding {
        @Test
        void listsAllBindingsWithTheirTimeAndTheDate() {
            on.register("Contact: " + HOME + ";expires=600");
            on.time.advance(Duration.ofMillis(100_500));
            SipResponse ok = on.register("Contact: <sip:alice@198.51.100.9:5070>;q=0.5", "Expires: 120");
            assertThat(ok.status()).isEqualTo(200);
            assertThat(listed(ok)).containsExactly(
                    "sip:alice@198.51.100.9:5060 500", "sip:alice@198.51.100.9:5070 120");
            assertThat(ok.headers(HeaderKind.CONTACT).get(1).q()).isEqualTo(0.5);
            assertThat(ok.header(HeaderKind.DATE)).contains(Instant.parse("2026-01-05T09:01:40Z"));
            assertThat(ok.has(HeaderKind.RECORD_ROUTE)).isFalse();
            assertThat(on.happened()).containsExactly("Registered", "Registered");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "                    |             | 3600",
            "                    | Expires: 90 | 90",
            ";expires=300        | Expires: 90 | 300",
            ";expires=4000000000 |             | 3600",
            ";expires=3601       |             | 3600",
            ";expires=x          | Expires: 90 | 3600",
            "                    | Expires: x  | 3600",
            ";expires=99999999999|             | 3600",
            ";expires=60         |             | 60"})
        void takesTheTimeFromTheContactThenExpiresThenTheDefault(String parameter, String expires, long granted) {
            String contact = "Contact: " + HOME + (parameter == null ? "" : parameter);
            SipResponse ok = expires == null ? on.register(contact) : on.register(contact, expires);
            assertThat(listed(ok)).containsExactly("sip:alice@198.51.100.9:5060 " + granted);
        }

        @Test
        void keepsWhatCallsNeed() {
            on.register("Contact: \"Desk\" <sip:alice@198.51.100.9:5060;ob?X=1>;q=0.3;expires=60",
                    "User-Agent: " + "p".repeat(150), "Call-ID: abc");
            Binding binding = on.bindings().get(0);
            assertThat(binding.aor()).isEqualTo(RegistrarFixture.AOR);
            assertThat(binding.contact().toString()).isEqualTo("sip:alice@198.51.100.9:5060;ob");
            assertThat(binding.q()).isEqualTo(0.3);
            assertThat(binding.flow()).isEqualTo(RegistrarFixture.UDP);
            assertThat(binding.source()).isEqualTo(RegistrarFixture.PHONE);
            assertThat(binding.callId()).isEqualTo("abc");
            assertThat(binding.userAgent()).isEqualTo("p".repeat(100));
            assertThat(binding.registeredAt()).isEqualTo(on.time.wallClock());
            assertThat(binding.reachable()).isTrue();
        }

        @Test
        void severalContactsAtOnceAreOrderedByPreference() {
            on.register("Contact: <sip:a@198.51.100.9>;q=0.1, <sip:b@198.51.100.9>;q=0.9",
                    "Contact: <sip:c@198.51.100.9>;q=0.9", "Contact: <sip:d@198.51.100.9>");
            assertThat(on.bindings()).extracting(binding -> binding.contact().user().orElseThrow())
                    .containsExactly("d", "b", "c", "a");
        }

        @Test
        void usersWriteTheirAddressInManyWays() {
            on.register("To: <sip:alice@RVOIP.TEST:5060;transport=udp>", "From: <sip:%61lice@rvoip.test>;tag=1",
                    "Contact: " + HOME);
            on.register("URI: sip:192.0.2.1", "To: <sip:alice@192.0.2.1>", "From: <sip:alice@192.0.2.1:5060>;tag=1",
                    "Contact: <sip:alice@198.51.100.9:5090>");
            assertThat(on.bindings()).hasSize(2);
            assertThat(on.store().timers()).isEqualTo(1);
        }
    }

    @Nested
    class Refreshing {
        @Test
        void replacesTheBindingAndKeepsWhenItBegan() {
            on.register("Contact: " + HOME);
            Instant began = on.time.wallClock();
            on.time.advance(Duration.ofMinutes(10));
            Flow moved = Flow.udp(RegistrarFixture.HERE, new InetSocketAddress("203.0.113.5", 777));
            SipRequest again = on.request("Contact: <sip:%61lice@198.51.100.9:5060>");
            assertThat(listed(on.register(again, moved, "alice"))).hasSize(1);
            Binding binding = on.bindings().get(0);
            assertThat(binding.flow()).isEqualTo(moved);
            assertThat(binding.registeredAt()).isEqualTo(began);
            assertThat(binding.expiresIn(on.time.nanoTime())).isEqualTo(3600);
            assertThat(on.happened()).containsExactly("Registered", "Refreshed");
        }

        @Test
        void ofOneCallIdNeedsARisingCSeq() {
            on.register("Contact: " + HOME, "CSeq: 10 REGISTER");
            refused(500, "Contact: " + HOME, "CSeq: 10 REGISTER");
            refused(500, "Contact: " + HOME, "CSeq: 9 REGISTER");
            refused(500, "Contact: " + HOME + ";expires=0", "CSeq: 9 REGISTER");
            assertThat(on.register("Contact: " + HOME, "CSeq: 11 REGISTER").status()).isEqualTo(200);
        }

        @Test
        void ofAnotherCallIdIsTakenWithAnyCSeq() {
            on.register("Contact: " + HOME, "CSeq: 10 REGISTER");
            assertThat(on.register("Contact: " + HOME, "Call-ID: c2", "CSeq: 1 REGISTER").status()).isEqualTo(200);
            assertThat(on.bindings()).singleElement().extracting(Binding::cseq).isEqualTo(1L);
        }

        @Test
        void isAllOrNothing() {
            on.register("Contact: " + HOME, "CSeq: 10 REGISTER");
            refused(500, "Contact: <sip:new@198.51.100.9>, " + HOME, "CSeq: 10 REGISTER");
            refused(423, "Contact: <sip:new@198.51.100.9>, " + HOME + ";expires=5");
            refused(400, "Contact: <sip:new@198.51.100.9>, <mailto:alice@rvoip.test>");
            refused(403, "Contact: <sip:new@198.51.100.9>, <sip:bob@rvoip.test>");
        }
    }

    @Nested
    class Removing {
        @Test
        void oneContact() {
            on.register("Contact: " + HOME + ", <sip:b@198.51.100.9>");
            on.happened();
            SipResponse ok = on.register("Contact: <sip:b@198.51.100.9>", "Expires: 0");
            assertThat(listed(ok)).containsExactly("sip:alice@198.51.100.9:5060 3600");
            assertThat(on.happened()).containsExactly("Unregistered");
        }

        @Test
        void aContactThatIsNotThereIsFine() {
            assertThat(on.register("Contact: " + HOME + ";expires=0").status()).isEqualTo(200);
            assertThat(on.happened()).isEmpty();
        }

        @Test
        void oneAndAddingAnotherInOneRequest() {
            on.register("Contact: " + HOME);
            on.register("Contact: " + HOME + ";expires=0, <sip:b@198.51.100.9>");
            assertThat(on.contacts()).containsExactly("sip:b@198.51.100.9");
        }

        @Test
        void allByStar() {
            on.register("Contact: " + HOME + ", <sip:b@198.51.100.9>");
            on.happened();
            SipResponse ok = on.register("Contact: *", "Expires: 0");
            assertThat(ok.status()).isEqualTo(200);
            assertThat(listed(ok)).isEmpty();
            assertThat(on.store().size()).isZero();
            assertThat(on.happened()).containsExactly("Unregistered", "Unregistered");
        }

        @Test
        void allByStarNeedsARisingCSeqForEachOfTheSameCallId() {
            on.register("Contact: " + HOME, "Call-ID: c2", "CSeq: 50 REGISTER");
            on.register("Contact: <sip:b@198.51.100.9>", "CSeq: 10 REGISTER");
            refused(500, "Contact: *", "Expires: 0", "CSeq: 10 REGISTER");
            assertThat(on.register("Contact: *", "Expires: 0", "CSeq: 11 REGISTER").status()).isEqualTo(200);
        }

        /** SECURITY.md A7. */
        @Test
        void starWithAnythingElseIsABadRequest() {
            on.register("Contact: " + HOME);
            refused(400, "Contact: *");
            refused(400, "Contact: *", "Expires: 1");
            refused(400, "Contact: *", "Expires: x");
            refused(400, "Contact: *, " + HOME, "Expires: 0");
            refused(400, "Contact: *", "Contact: *", "Expires: 0");
        }
    }

    @Nested
    class Fetching {
        @Test
        void changesNothing() {
            on.register("Contact: " + HOME);
            nothingChanged(() -> assertThat(listed(on.register("Expires: 0"))).hasSize(1));
            nothingChanged(() -> assertThat(listed(on.register("CSeq: 0 REGISTER"))).hasSize(1));
        }

        @Test
        void ofNothingIsFine() {
            SipResponse ok = on.register();
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.has(HeaderKind.CONTACT)).isFalse();
        }
    }

    /** SECURITY.md A7 and A9. */
    @Nested
    class Refusing {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "403 | URI: sip:elsewhere.test",
            "403 | URI: sip:192.0.2.2",
            "404 | To: <sip:alice@elsewhere.test>",
            "404 | To: <sip:rvoip.test>",
            "416 | To: <tel:+15551>",
            "416 | To: <sips:alice@rvoip.test>",
            "403 | To: <sip:bob@rvoip.test>",
            "403 | From: <sip:bob@rvoip.test>;tag=1",
            "403 | From: <sip:alice@elsewhere.test>;tag=1",
            "403 | From: <tel:+15551>;tag=1",
            "420 | Require: gin, outbound",
            "400 | Contact: <javascript:alert(1)>",
            "400 | Contact: <tel:+15551>",
            "400 | Contact: <mailto:alice@rvoip.test>",
            "400 | Contact: <sips:alice@198.51.100.9>",
            "403 | Contact: <sip:bob@rvoip.test>",
            "403 | Contact: <sip:alice@RVOIP.test:5060;transport=tcp>",
            "403 | Contact: <sip:alice@192.0.2.1:5060>",
            "403 | Contact: <sip:192.0.2.1>",
            "423 | Contact: <sip:alice@198.51.100.9>;expires=59",
            "423 | Contact: <sip:alice@198.51.100.9>;expires=1"})
        void saysWhy(int status, String line) {
            List<String> lines = new ArrayList<>(List.of(line));
            if (!line.startsWith("Contact")) {
                lines.add("Contact: " + HOME);
            }
            refused(status, lines.toArray(String[]::new));
        }

        @Test
        void thirdPartyIsForbiddenEvenWhenFromAndToAgree() {
            SipRequest request = on.request(
                    "From: <sip:bob@rvoip.test>;tag=1", "To: <sip:bob@rvoip.test>", "Contact: " + HOME);
            assertThat(on.register(request, RegistrarFixture.UDP, "alice").status()).isEqualTo(403);
            assertThat(on.store().size()).isZero();
        }

        @Test
        void tooBriefNamesTheMinimum() {
            assertThat(on.register("Contact: " + HOME, "Expires: 10").header(HeaderKind.MIN_EXPIRES)).contains(60L);
        }

        @Test
        void extensionsAreNamed() {
            assertThat(on.register("Require: gin, outbound").headers(HeaderKind.UNSUPPORTED))
                    .containsExactly("gin");
        }

        @Test
        void supportedExtensionsAreIgnored() {
            SipResponse ok = on.register("Contact: " + HOME, "Supported: path, outbound, gin, x-other");
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.has(HeaderKind.REQUIRE)).isFalse();
        }

        @Test
        void moreContactsThanAUserMayHave() {
            String many = String.join(", ", IntStream.range(0, 100)
                    .mapToObj(i -> "<sip:p" + i + "@198.51.100.9>").toList());
            refused(403, "Contact: " + many);
            for (int i = 0; i < 10; i++) {
                assertThat(on.register("Contact: <sip:p" + i + "@198.51.100.9>").status()).isEqualTo(200);
            }
            refused(403, "Contact: <sip:p10@198.51.100.9>");
            assertThat(on.register("Contact: <sip:p0@198.51.100.9>;expires=0, <sip:p10@198.51.100.9>").status())
                    .isEqualTo(200);
        }

        @Test
        void unreachablePhonesMakeRoom() {
            on.settings = on.settings.withMaxContacts(2);
            on.register("Contact: <sip:p0@198.51.100.9>");
            on.register("Contact: <sip:p1@198.51.100.9>");
            on.store().update(RegistrarFixture.AOR, BindingChanges.reachable(on.bindings().get(1), false),
                    on.time.nanoTime());
            on.time.runReady();
            on.happened();
            assertThat(on.register("Contact: <sip:p2@198.51.100.9>").status()).isEqualTo(200);
            assertThat(on.contacts()).containsExactly("sip:p0@198.51.100.9", "sip:p2@198.51.100.9");
            assertThat(on.happened()).containsExactly("Registered", "Unregistered");
        }

        @Test
        void fullStoreSaysWhenToTryAgain() {
            on.maxBindings = 2;
            on.register("Contact: " + HOME + ", <sip:b@198.51.100.9>");
            SipRequest bob = on.request("From: <sip:bob@rvoip.test>;tag=1", "To: <sip:bob@rvoip.test>", "Contact: " + HOME);
            SipResponse full = on.register(bob, RegistrarFixture.UDP, "bob");
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.header(HeaderKind.RETRY_AFTER).orElseThrow().seconds()).isBetween(30L, 60L);
            assertThat(on.register("Contact: " + HOME).status()).as("a refresh needs no room").isEqualTo(200);
            assertThat(on.store().size()).isEqualTo(2);
        }

        @Test
        void overlongContactsAndCallIdsAreBadRequests() {
            refused(400, "Contact: <sip:" + "a".repeat(600) + "@198.51.100.9>");
            refused(400, "Contact: " + HOME, "Call-ID: " + "c".repeat(257));
        }

        @Test
        void failureOfTheStoreIsAServerError() {
            Registrar broken = new Registrar(
                    on.domains, on.settings, new BrokenStore(), new SeededIds(1), on.time, Set.of(), null);
            SipRequest request = on.request("Contact: " + HOME);
            SipResponse response = broken.register(request, RegistrarFixture.UDP, "alice",
                    status -> request.respond(status).toTag("r")).toCompletableFuture().join().build();
            assertThat(response.status()).isEqualTo(500);
        }
    }

    @Nested
    class Jitter {
        @Test
        void shortensEveryGrantWithinItsBoundsAndSpreadsEvenly() {
            on.settings = RegistrarSettings.DEFAULT;
            int[] bins = new int[10];
            int rounds = 5000;
            for (int i = 0; i < rounds; i++) {
                SipResponse ok = on.register("Contact: " + HOME + ";expires=3600");
                long granted = ok.headers(HeaderKind.CONTACT).get(0).expires();
                assertThat(granted).isBetween(2700L, 3240L);
                bins[(int) Math.min(9, (granted - 2700) * 10 / 540)]++;
            }
            double chiSquared = 0;
            for (int count : bins) {
                double expected = rounds / 10.0;
                chiSquared += (count - expected) * (count - expected) / expected;
            }
            assertThat(chiSquared).as("9 degrees of freedom, 0.1 %%").isLessThan(27.9);
        }

        @Test
        void neverGoesBelowTheMinimum() {
            on.settings = RegistrarSettings.DEFAULT;
            for (int i = 0; i < 50; i++) {
                assertThat(listed(on.register("Contact: " + HOME + ";expires=60")))
                        .containsExactly("sip:alice@198.51.100.9:5060 60");
            }
        }
    }

    @Nested
    class Settings {
        @ParameterizedTest
        @ValueSource(strings = {"minExpires", "maxExpires", "defaultExpires", "leastJitter", "mostJitter", "maxContacts"})
        void outOfRangeAreRefusedByName(String field) {
            assertThatThrownBy(() -> wrong(field)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(field + ": ");
        }

        private RegistrarSettings wrong(String field) {
            Duration minute = Duration.ofMinutes(1);
            return switch (field) {
                case "minExpires" -> on.settings.withExpires(Duration.ofHours(2), Duration.ofHours(3), minute);
                case "maxExpires" -> on.settings.withExpires(minute, Duration.ofSeconds(59), minute);
                case "defaultExpires" -> on.settings.withExpires(minute, Duration.ofHours(1), Duration.ofHours(2));
                case "leastJitter" -> on.settings.withJitter(-0.1, 0.2);
                case "mostJitter" -> on.settings.withJitter(0.2, 0.1);
                default -> on.settings.withMaxContacts(0);
            };
        }
    }

    /** A database that is down. */
    private static final class BrokenStore implements LocationService {
        private static <T> CompletionStage<T> down() {
            return CompletableFuture.failedFuture(new IllegalStateException("down"));
        }

        @Override
        public CompletionStage<List<Binding>> find(String aor, long now) {
            return down();
        }

        @Override
        public CompletionStage<BindingDecision> update(String aor, BindingChange change, long now) {
            return down();
        }

        @Override
        public CompletionStage<List<Binding>> all(long now) {
            return down();
        }

        @Override
        public void flowClosed(Flow flow, long now) {
            throw new AssertionError("not asked for");
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public void listen(LocationListener listener) {
            throw new AssertionError("not asked for");
        }
    }
}
