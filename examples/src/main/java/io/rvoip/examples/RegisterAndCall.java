package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.session.CallEnd;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.simple.SimpleVoipException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Registers an account, calls somebody, says 440 Hz, hangs up, and tells what was measured. Arguments:
 * {@code ACCOUNT PASSWORD REGISTRAR TARGET [MILLISECONDS]}.
 */
public final class RegisterAndCall {
    private RegisterAndCall() {}

    /** Makes one call. */
    public static void main(String[] args) {
        if (args.length < 4) {
            System.out.println("Arguments: ACCOUNT PASSWORD REGISTRAR TARGET [MILLISECONDS]");
            System.out.println("Beside ./rvoip demo --keep: alice@rvoip.test pw-alice 127.0.0.1:5060 echo");
            return;
        }
        long millis = args.length > 4 ? Long.parseLong(args[4]) : 5000;
        try (SimpleVoipClient client = SimpleVoipClient.create(args[0], args[1])
                .withRegistrar(args[2])
                .withLocalAddress(new InetSocketAddress("127.0.0.1", 0))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.from(() -> new ToneSource(440)))
                .connect().join()) {
            System.out.println("Registered " + args[0] + ", " + client.security().warnings().size() + " warnings: "
                + client.security().warnings());
            Call call = client.makeCall(args[3]).join();
            call.answered().join();
            System.out.println("Answered, " + call.codec().orElse("no codec"));
            CompletableFuture.runAsync(call::hangup, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
            CallEnd end = call.ended().join();
            System.out.println("Ended by " + end.who() + ": " + end.text());
            call.mediaStats().ifPresent(stats -> System.out.println("Heard " + stats.packetsReceived() + " packets, lost "
                + stats.packetsLost() + ", " + stats.quality()));
        } catch (CompletionException failure) {
            System.out.println("Failed: " + SimpleVoipException.from(failure).getMessage());
        }
    }
}
