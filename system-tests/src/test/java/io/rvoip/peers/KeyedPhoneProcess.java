package io.rvoip.peers;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.CallQuality;
import io.rvoip.simple.MediaStats;
import io.rvoip.simple.SimpleVoipClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * One of our own clients as a process, for a network of its own, with media that is keyed as it is told. Says {@code READY}; then
 * calls or is called once, records what it hears, and hangs up when it has heard enough and was told how it is heard.
 */
final class KeyedPhoneProcess {
    private static final long SECONDS = 30;
    private static final long ENOUGH_PACKETS = 450;

    private KeyedPhoneProcess() {}

    /** Args: user, port, {@code sdes} or {@code dtls}, file to record to, and whom to call. */
    public static void main(String[] args) throws Exception {
        OneCall phone = OneCall.begin(
            SimpleVoipClient.create(args[0] + "@" + PrivateNetwork.ADDRESS, "").withRegistration(false)
                .withLocalAddress(new InetSocketAddress(PrivateNetwork.ADDRESS, Integer.parseInt(args[1])))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withSecurity(args[2].equals("dtls") ? SecurityConfig.dtlsSrtp() : SecurityConfig.sdes())
                .withAudio(CallAudio.from(() -> ClipSource.looping(Speech.one()))),
            Arrays.stream(args).skip(4).findFirst(), Path.of(args[3]), SECONDS);
        phone.until(KeyedPhoneProcess::enough);
        Call call = phone.call();
        System.out.println("KEYS " + call.security().keying() + " " + call.security().suite() + " " + call.security().secured());
        quality(call).map(CallQuality::remoteMosScore).ifPresent(score -> score.ifPresent(mos -> System.out.println("HEARD AT " + mos)));
        phone.hangup();
        phone.recorded();
    }

    /** Who knows the round trip knows that a report of ours has come. */
    private static boolean enough(Call call) {
        return Softphone.received(call) >= ENOUGH_PACKETS
            && quality(call).filter(told -> told.remoteMosScore().isPresent() && told.roundTripMillis().isPresent()).isPresent();
    }

    private static Optional<CallQuality> quality(Call call) {
        return call.mediaStats().flatMap(MediaStats::quality);
    }
}
