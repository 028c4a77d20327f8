package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A softphone of the tests: says one tone and listens for others. */
final class Caller implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final SimpleVoipClient client;

    private Caller(ClientBuilder builder, double says) {
        client = soon(builder
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0))
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withAudio(CallAudio.from(() -> new ToneSource(says)))
            .connect());
    }

    /** Without an account, from address to address. */
    static Caller saying(double hertz) {
        return new Caller(SimpleVoipClient.create("caller@127.0.0.1", "").withRegistration(false), hertz);
    }

    /** Registered at an exchange on loopback. */
    static Caller registered(String account, String password, int port, double hertz) {
        return new Caller(SimpleVoipClient.create(account, password).withRegistrar("127.0.0.1:" + port), hertz);
    }

    /** Calls, and waits for the answer. */
    Call call(String target) {
        return soon(dial(target).answered());
    }

    /** Calls, and does not wait: for what is said right after the answer. */
    Call dial(String target) {
        return soon(client.makeCall(target));
    }

    /** Completes when the far end has said {@code hertz} for 200 ms. */
    static CompletableFuture<Void> hears(Call call, double hertz) {
        Ear ear = new Ear(hertz);
        call.listen(ear);
        return ear.heard;
    }

    static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class Ear implements AudioSink {
        private static final int ENOUGH_MILLIS = 200;

        private final ToneDetector detector;
        private final CompletableFuture<Void> heard = new CompletableFuture<>();

        Ear(double hertz) {
            detector = new ToneDetector(hertz);
        }

        @Override
        public void open(int sampleRate) {
            detector.open(sampleRate);
        }

        @Override
        public void write(short[] frame, int samples) {
            detector.write(frame, samples);
            if (!heard.isDone() && detector.heardMillis() >= ENOUGH_MILLIS) {
                heard.completeAsync(() -> null);
            }
        }
    }
}
