package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers each call with a beep and records both directions: left what the caller says, right the beep. Arguments:
 * {@code [FOLDER [PORT]]}.
 */
public final class RecordCall {
    private static final AudioClip BEEP = ToneGenerator.sine(8000, 1000, 0.3, Duration.ofMillis(300));

    private RecordCall() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args.length > 0 ? args[0] : ".");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 5070;
        try (SimpleVoipClient phone = SimpleVoipClient.create("record@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress("127.0.0.1", port))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.from(() -> ClipSource.once(BEEP)))
                .withListener(new Recording(folder))
                .connect().join()) {
            int real = phone.stack().transport().listenPoints().get(0).address().getPort();
            System.out.println("Dial it with: ./rvoip call sip:record@127.0.0.1:" + real + " --play FILE.wav");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static final class Recording implements ClientListener {
        private final Path folder;
        private final AtomicInteger calls = new AtomicInteger();

        Recording(Path folder) {
            this.folder = folder;
        }

        @Override
        public void onIncomingCall(IncomingCall incoming) {
            Path file = folder.resolve("call-" + calls.incrementAndGet() + ".wav");
            System.out.println("Recording " + incoming.caller());
            incoming.call().record(file).finished().thenAccept(done ->
                System.out.println("Recorded " + done.length().toMillis() + " ms in " + done.file()));
            incoming.call().answer();
        }
    }
}
