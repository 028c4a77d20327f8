package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.file.WavFile;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Answers each call, plays a WAV file, and hangs up. Arguments: {@code FILE.wav [PORT]}. */
public final class Playback {
    private Playback() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 0) {
            System.out.println("Arguments: FILE.wav [PORT]");
            return;
        }
        AudioClip clip = WavFile.read(Path.of(args[0])).clip();
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 5070;
        try (SimpleVoipClient phone = SimpleVoipClient.create("playback@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress("127.0.0.1", port))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.from(() -> ClipSource.once(clip)))
                .withListener(new Answering(clip))
                .connect().join()) {
            int real = phone.stack().transport().listenPoints().get(0).address().getPort();
            System.out.println("Dial it with: ./rvoip call sip:playback@127.0.0.1:" + real + " --record heard.wav");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static final class Answering implements ClientListener {
        private final Executor whenPlayed;

        Answering(AudioClip clip) {
            long millis = clip.duration().plusMillis(300).toMillis();
            whenPlayed = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onIncomingCall(IncomingCall incoming) {
            System.out.println("Playing to " + incoming.caller());
            incoming.call().answer().thenAcceptAsync(Call::hangup, whenPlayed);
        }
    }
}
