package io.rvoip.rtp.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloGateTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.9", 9);
    private static final int RECORD_VERSION = 1;
    private static final int CLIENT_VERSION = 25;

    private final HelloGate gate =
            new DtlsEngine(DtlsSettings.DEFAULT, null, CryptoProvider.jdk(), TimeSource.system(), Metrics.none()).gate();
    private final List<byte[]> answers = new ArrayList<>();

    /** Of DTLS 1.2, with one suite, without a cookie. */
    private static byte[] hello() {
        return ByteBufUtil.decodeHexDump("16feff0000000000000000" + "0036" + "0100002a000000000000002a"
                + "fefd" + "5a".repeat(32) + "00" + "00" + "0002c02b" + "0100");
    }

    @Test
    void whoDoesNotKnowTheCookieIsToldIt() {
        assertThat(gate.check(hello(), CLIENT, answers::add)).isNull();
        assertThat(answers).singleElement().satisfies(answer -> assertThat(answer[13]).as("HelloVerifyRequest").isEqualTo((byte) 3));
    }

    /** Of some the library has no notion, and throws. */
    @Test
    void aVersionThatIsNoneOfDtlsIsNotAnswered() {
        for (int at : new int[] {RECORD_VERSION, CLIENT_VERSION}) {
            for (int version = 0; version <= 0xFFFF; version++) {
                byte[] hello = hello();
                hello[at] = (byte) (version >>> 8);
                hello[at + 1] = (byte) version;
                answers.clear();
                assertThat(gate.check(hello, CLIENT, answers::add)).isNull();
                assertThat(answers).as("version %x at %d", version, at).hasSize(version == 0xFEFF || version == 0xFEFD ? 1 : 0);
            }
        }
    }
}
