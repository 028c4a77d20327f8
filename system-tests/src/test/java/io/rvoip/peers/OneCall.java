package io.rvoip.peers;

import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a client of ours does that is a process for one call: says {@code READY}, calls or is called, records what it hears, and says where. */
final class OneCall {
    private final SimpleVoipClient client;
    private final Call call;
    private final CallRecording recording;
    private final long seconds;

    private OneCall(SimpleVoipClient client, Call call, CallRecording recording, long seconds) {
        this.client = client;
        this.call = call;
        this.recording = recording;
        this.seconds = seconds;
    }

    /**
     * Is in the call when it returns.
     *
     * @param to whom to call; empty: waits to be called
     * @param seconds to wait for anything at most
     */
    static OneCall begin(ClientBuilder phone, Optional<String> to, Path record, long seconds) throws Exception {
        BlockingQueue<Call> incoming = new LinkedBlockingQueue<>();
        SimpleVoipClient client = phone
            .withListener(new ClientListener() {
                @Override
                public void onIncomingCall(IncomingCall event) {
                    incoming.add(event.call());
                }
            })
            .connect().get(seconds, TimeUnit.SECONDS);
        System.out.println("READY");
        Call call = to.isPresent() ? client.makeCall(to.get()).get(seconds, TimeUnit.SECONDS) : incoming.poll(seconds, TimeUnit.SECONDS);
        CallRecording recording = call.record(record, RecordingLayout.RECEIVED);
        (to.isPresent() ? call.answered() : call.answer()).get(seconds, TimeUnit.SECONDS);
        return new OneCall(client, call, recording, seconds);
    }

    Call call() {
        return call;
    }

    /** Stays in the call until it is enough, at most so long as for anything. */
    void until(Predicate<Call> enough) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!enough.test(call) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    void hangup() throws Exception {
        call.hangup().get(seconds, TimeUnit.SECONDS);
    }

    /** Says where the recording is, once the call has ended. */
    void recorded() throws Exception {
        System.out.println("RECORDED " + recording.finished().get(seconds, TimeUnit.SECONDS).file());
        client.close();
    }
}
