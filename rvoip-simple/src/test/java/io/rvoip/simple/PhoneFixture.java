package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.MediaCounts;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** Softphones on a virtual network, in virtual time. Afterwards nothing may be left of them. */
abstract class PhoneFixture {
    final ManualTime time = new ManualTime();
    final VirtualNetwork network = new VirtualNetwork(time, 11);
    final List<CapturedDatagram> wire = network.capture();
    private final List<Phone> phones = new ArrayList<>();

    /** One softphone that says a tone. */
    final class Phone {
        final VirtualHost host;
        final String name;
        final Heard heard = new Heard();
        final ToneDetector ear;
        final VirtualWiring wiring;
        final ClientBuilder builder;
        SimpleVoipClient client;

        Phone(String name, double says, double hears) {
            host = network.host();
            this.name = name;
            ear = new ToneDetector(hears);
            wiring = new VirtualWiring(time, host, name.hashCode());
            builder = SimpleVoipClient.create(name + "@" + host.address().getHostAddress(), "secret")
                    .withRegistration(false)
                    .withLocalAddress(host.at(5060))
                    .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                    .withAudio(CallAudio.from(() -> new ToneSource(says)).withSink(() -> ear))
                    .withListener(heard);
            phones.add(this);
        }

        CompletableFuture<SimpleVoipClient> connecting() {
            CompletableFuture<SimpleVoipClient> connected = builder.connect(config -> wiring);
            time.runReady();
            return connected;
        }

        Phone connect() {
            client = connecting().join();
            return this;
        }

        String uri() {
            return "sip:" + name + "@" + host.address().getHostAddress();
        }

        /** Calls, and lets the INVITE go out. */
        Call call(String target, Heard listener) {
            CompletableFuture<Call> made =
                    client.makeCall(target, CallOptions.defaults().withListener(listener));
            time.runReady();
            return made.join();
        }

        /** The last call that came in. */
        Call incoming() {
            return heard.last(IncomingCall.class).call();
        }

        /** RTP packets of ours on the wire so far. */
        long rtpSent() {
            return wire.stream()
                    .filter(d -> d.from().getAddress().equals(host.address()) && d.from().getPort() % 2 == 0
                            && d.from().getPort() >= 16_384 && (d.bytes()[0] & 0xC0) == 0x80 && (d.bytes()[1] & 0x7f) < 72)
                    .count();
        }
    }

    Phone phone(String name) {
        return new Phone(name, 440, 880);
    }

    /** Another one, which hears the first and is heard by it. */
    Phone otherPhone(String name) {
        return new Phone(name, 880, 440);
    }

    void advance(int millis) {
        time.advance(Duration.ofMillis(millis));
    }

    /** DTLS handshakes wait by the clock of the world, on threads of their own: virtual time goes as fast as that. */
    void until(BooleanSupplier condition) {
        long begun = System.nanoTime();
        long from = time.nanoTime();
        while (!condition.getAsBoolean()) {
            long passed = System.nanoTime() - begun;
            assertThat(passed).as("within 20 s").isLessThan(20_000_000_000L);
            time.advanceTo(from + passed);
            Thread.onSpinWait();
        }
    }

    <T> T done(CompletableFuture<T> future) {
        time.runUntil(future::isDone, Duration.ofSeconds(40));
        assertThat(future).isDone();
        return future.join();
    }

    Throwable failure(CompletableFuture<?> future) {
        time.runUntil(future::isDone, Duration.ofSeconds(40));
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
            throw new AssertionError("did not fail");
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        for (Phone phone : phones) {
            if (phone.client == null) {
                continue;
            }
            phone.client.close();
            time.runUntil(() -> phone.wiring.closed, Duration.ofSeconds(6));
            assertThat(phone.wiring.closed).as("closed").isTrue();
            assertThat(phone.client.state()).isEqualTo(ClientState.DISCONNECTED);
            assertThat(phone.client.calls()).isEmpty();
            assertThat(phone.host.openSockets()).as("sockets").isZero();
        }
        time.settle(Duration.ofMinutes(5));
        for (Phone phone : phones) {
            if (phone.client != null) {
                assertThat(done(phone.client.stack().counts().toCompletableFuture()).isZero()).as("counts").isTrue();
                assertThat(phone.client.mediaCounts()).isEqualTo(new MediaCounts(0, 0, 0));
            }
        }
    }
}
