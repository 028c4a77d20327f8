package io.rvoip.peers;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceServer;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One of our own clients as a process, for a network of its own: SIP over TCP, ICE with every kind of candidate and one relay.
 * Says {@code READY}; then calls or is called once, records what it hears, and the caller hangs up when he has heard enough.
 */
final class PhoneProcess {
    private static final long SECONDS = 40;
    private static final long ENOUGH_PACKETS = 450;

    private PhoneProcess() {}

    /** Args: user, address to listen at, port, URI of the relay, file to record to, and whom to call. */
    public static void main(String[] args) throws Exception {
        boolean calls = args.length > 5;
        AudioClip says = calls ? Speech.one() : Speech.other();
        OneCall phone = OneCall.begin(
            SimpleVoipClient.create(args[0] + "@" + args[1], "").withRegistration(false)
                .withTransport(TransportProtocol.TCP)
                .withLocalAddress(new InetSocketAddress(args[1], Integer.parseInt(args[2])))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withIce(IceConfig.FULL.withServers(IceServer.turn(args[3], "phones", Secret.of("pw-phones"))))
                .withAudio(CallAudio.from(() -> ClipSource.looping(says))),
            Arrays.stream(args).skip(5).findFirst(), Path.of(args[4]), SECONDS);
        if (calls) {
            phone.until(call -> Softphone.received(call) >= ENOUGH_PACKETS);
            phone.hangup();
        }
        phone.recorded();
    }
}
