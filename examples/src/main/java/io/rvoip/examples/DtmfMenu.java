package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.audio.EchoSource;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallListener;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A menu that is announced by two tones together and reacts on keys: 1 a low tone, 2 a high tone, 3 an echo, # hangs up,
 * anything else announces the menu again. Arguments: {@code [PORT]}.
 */
public final class DtmfMenu {
    private static final double LOW = 440;
    private static final double HIGH = 880;

    private DtmfMenu() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 5070;
        try (SimpleVoipClient phone = SimpleVoipClient.create("menu@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress("127.0.0.1", port))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.silent())
                .withListener(new Answering())
                .connect().join()) {
            int real = phone.stack().transport().listenPoints().get(0).address().getPort();
            System.out.println("Dial it with a phone that has keys: sip:menu@127.0.0.1:" + real);
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static final class Answering implements ClientListener {
        @Override
        public void onIncomingCall(IncomingCall incoming) {
            incoming.call().addListener(new Keys());
            tones(incoming.call(), LOW, HIGH);
            incoming.call().answer();
        }
    }

    private static final class Keys implements CallListener {
        @Override
        public void onDtmf(CallEvent.DtmfReceived key) {
            System.out.println("Key " + key.digit());
            switch (key.digit()) {
                case '1' -> tones(key.call(), LOW);
                case '2' -> tones(key.call(), HIGH);
                case '3' -> echo(key.call());
                case '#' -> key.call().hangup();
                default -> tones(key.call(), LOW, HIGH);
            }
        }
    }

    private static void tones(Call call, double... hertz) {
        call.play(ClipSource.once(ToneGenerator.mix(8000, 0.3, Duration.ofSeconds(1), hertz)));
    }

    private static void echo(Call call) {
        EchoSource echo = new EchoSource();
        call.listen(echo);
        call.play(echo);
    }
}
