package io.rvoip.peers;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.MediaStats;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One of our own clients on loopback, and what happens to it. */
final class Softphone implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    private final SimpleVoipClient client;
    private final BlockingQueue<Call> incoming;

    private Softphone(SimpleVoipClient client, BlockingQueue<Call> incoming) {
        this.client = client;
        this.incoming = incoming;
    }

    /** Registered at an office. */
    static Softphone at(Office office, String user, AudioClip says) {
        return connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port()), says);
    }

    /** On its own, to be called by its address. */
    static Softphone alone(String user, AudioClip says) {
        return connect(SimpleVoipClient.create(user + "@127.0.0.1", "").withRegistration(false), says);
    }

    static Softphone connect(ClientBuilder builder, AudioClip says) {
        return connect(builder, says, "127.0.0.1");
    }

    /** On that address of this machine. */
    static Softphone connect(ClientBuilder builder, AudioClip says, String host) {
        BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
        ClientListener listener = new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall event) {
                calls.add(event.call());
            }
        };
        return new Softphone(soon(builder.withLocalAddress(new InetSocketAddress(host, 0))
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withAudio(CallAudio.from(() -> ClipSource.looping(says)))
            .withListener(listener)
            .connect()), calls);
    }

    /** Completes within ten seconds, or the test fails. */
    static <T> T soon(CompletableFuture<T> stage) {
        return stage.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    SimpleVoipClient client() {
        return client;
    }

    int port() {
        return client.stack().transport().listenPoints().get(0).address().getPort();
    }

    Call dial(String target) {
        return soon(client.makeCall(target));
    }

    /** The next call that comes in. */
    Call nextCall() throws InterruptedException {
        Call call = incoming.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("nobody called within " + SOON);
        }
        return call;
    }

    /** Everything that happens to a call from now on. */
    static List<CallEvent> eventsOf(Call call) {
        List<CallEvent> events = new CopyOnWriteArrayList<>();
        call.addListener(new CallListener() {
            @Override
            public void onEvent(CallEvent event) {
                events.add(event);
            }
        });
        return events;
    }

    static long sent(Call call) {
        return call.mediaStats().map(MediaStats::packetsSent).orElse(0L);
    }

    static long received(Call call) {
        return call.mediaStats().map(MediaStats::packetsReceived).orElse(0L);
    }

    @Override
    public void close() {
        client.close();
    }
}
