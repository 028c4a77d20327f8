package io.rvoip.peers;

import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A softphone with ICE in a process of its own, which calls the echo of an office and prints what happens. It hums until, on the
 * line {@code say}, it begins to speak and to record what comes back; on {@code hang up} it ends.
 */
public final class EchoCaller {
    /** Of what it hums. */
    static final double HERTZ = 500;

    private EchoCaller() {}

    /** @param arguments the registrar, where to record, and {@code tcp} where connections may be opened for media */
    public static void main(String[] arguments) throws Exception {
        AtomicBoolean speaks = new AtomicBoolean();
        ToneSource hum = new ToneSource(HERTZ);
        AtomicReference<ClipSource> speech = new AtomicReference<>(ClipSource.once(Speech.one()));
        SimpleVoipClient client = SimpleVoipClient.create("alice@" + Office.DOMAIN, Office.password("alice"))
            .withRegistrar(arguments[0]).withIce(IceConfig.FULL.withActiveTcp(arguments.length > 2)).withNetworkWatch(Duration.ofSeconds(1))
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withAudio(CallAudio.from(() -> new AudioSource() {
                @Override
                public int read(short[] frame, int samples) {
                    return (speaks.get() ? speech.get() : hum).read(frame, samples);
                }

                @Override
                public void open(int sampleRate) {
                    speech.get().open(sampleRate);
                    hum.open(sampleRate);
                }
            })).connect().join();
        Call call = client.makeCall("sip:echo@" + Office.DOMAIN).join();
        call.addListener(new CallListener() {
            @Override
            public void onEvent(CallEvent event) {
                System.out.println(event instanceof CallEvent.Reconnected ? "RECONNECTED" : event.getClass().getSimpleName());
            }
        });
        call.answered().join();
        System.out.println("ANSWERED");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        CallRecording recording = null;
        for (String line = lines.readLine(); line != null && !line.equals("hang up"); line = lines.readLine()) {
            if (line.equals("say")) {
                recording = call.record(Path.of(arguments[1]), RecordingLayout.RECEIVED);
                speaks.set(true);
            }
            System.out.println(line.toUpperCase(Locale.ROOT) + " " + Softphone.received(call));
        }
        call.hangup().join();
        if (recording != null) {
            System.out.println("RECORDED " + recording.finished().join().file());
        }
        client.close();
        System.out.println("ENDED");
        System.exit(0);
    }
}
