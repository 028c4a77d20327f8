package io.rvoip.rtp.mikey;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.ManualTime;
import java.util.List;

/** Whatever a message says: nothing is thrown, what is read is written as it was, and nobody gets keys without proof. */
class MikeyFuzzTest {
    private static final MikeyTerms TERMS = MikeyTerms.of(List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), 1);
    private static final MikeyEndpoint ENDPOINT = new MikeyEndpoint(
            MikeySettings.psk("sip:bob@example.com", Secret.of("a key that both sides hold")), CryptoProvider.jdk(), new ManualTime());

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

    @FuzzTest(maxDuration = "10m")
    void exchange(byte[] bytes) {
        MikeyOutcome answered = ENDPOINT.answer(bytes, TERMS, null);
        try (MikeyOffer offer = ENDPOINT.offer(TERMS)) {
            if (answered instanceof MikeyOutcome.Agreed || offer.accept(bytes) instanceof MikeyOutcome.Agreed) {
                throw new AssertionError("agreed without proof");
            }
        }
    }
}
