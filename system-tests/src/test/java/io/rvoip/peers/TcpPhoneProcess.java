package io.rvoip.peers;

import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One of our own clients as a process, registered over UDP, which may open connections for its media. Says {@code READY}; then
 * calls or is called once, records what it hears, and the caller hangs up when he has heard enough.
 */
final class TcpPhoneProcess {
    private static final long SECONDS = 40;
    private static final long ENOUGH_PACKETS = 450;

    private TcpPhoneProcess() {}

    /** Args: user, registrar, file to record to, and whom to call. */
    public static void main(String[] args) throws Exception {
        boolean calls = args.length > 3;
        AudioClip says = calls ? Speech.one() : Speech.other();
        OneCall phone = OneCall.begin(
            SimpleVoipClient.create(args[0] + "@" + Office.DOMAIN, Office.password(args[0])).withRegistrar(args[1])
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withIce(IceConfig.FULL.withActiveTcp(true))
                .withAudio(CallAudio.from(() -> ClipSource.looping(says))),
            Arrays.stream(args).skip(3).findFirst(), Path.of(args[2]), SECONDS);
        if (calls) {
            phone.until(call -> Softphone.received(call) >= ENOUGH_PACKETS);
            phone.hangup();
        }
        phone.recorded();
    }
}
