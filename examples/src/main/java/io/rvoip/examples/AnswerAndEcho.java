package io.rvoip.examples;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.audio.EchoSource;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;

/** Answers each call and plays back what it hears. Arguments: {@code [PORT]}. */
public final class AnswerAndEcho {
    private AnswerAndEcho() {}

    /** Runs until it is interrupted. */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 5070;
        try (SimpleVoipClient phone = SimpleVoipClient.create("echo@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress("127.0.0.1", port))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.silent())
                .withListener(new Answering())
                .connect().join()) {
            int real = phone.stack().transport().listenPoints().get(0).address().getPort();
            System.out.println("Dial it with: ./rvoip call sip:echo@127.0.0.1:" + real + " --seconds 5");
            Thread.currentThread().join(); // until Ctrl-C
        }
    }

    private static final class Answering implements ClientListener {
        @Override
        public void onIncomingCall(IncomingCall incoming) {
            EchoSource echo = new EchoSource();
            incoming.call().listen(echo);
            incoming.call().play(echo);
            incoming.call().answer();
            System.out.println("Answered " + incoming.caller());
        }
    }
}
