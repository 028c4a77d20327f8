package io.rvoip.rtp.mikey;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rvoip.testing.ManualTime;
import java.util.Arrays;
import java.util.List;

/** Whatever a message says: nothing is thrown, what is read is written as it was, and nobody gets keys without proof. */
class MikeyFuzzTest {
    private static final List<MikeyMode> MODES = List.of(MikeyMode.PSK, MikeyMode.RSA_R);

    @FuzzTest(maxDuration = "10m")
    void message(byte[] bytes) {
        if (MikeyMessage.read(bytes) instanceof MikeyMessage.Result.Read read) {
            MikeyMessage again = MikeyMessage.of(read.message().header(), read.message().payloads());
            if (!again.payloads().equals(read.message().payloads()) || !again.header().equals(read.message().header())) {
                throw new AssertionError("written otherwise");
            }
        }
        MikeyReader.inside(bytes, PayloadType.KEY_DATA);
    }

    /** The first byte says to whom, the rest is what they are told. */
    @FuzzTest(maxDuration = "10m")
    void exchange(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        ManualTime time = new ManualTime();
        byte[] message = Arrays.copyOfRange(bytes, 1, bytes.length);
        MikeyMode mode = MODES.get((bytes[0] & 0xFF) % MODES.size());
        if (Sides.bob(mode, time).answer(message, Sides.terms(1), null) instanceof MikeyOutcome.Agreed
                || Sides.alice(MikeyMode.PSK, time).offer(Sides.terms(1)).accept(message) instanceof MikeyOutcome.Agreed) {
            throw new AssertionError("agreed without proof");
        }
    }
}
