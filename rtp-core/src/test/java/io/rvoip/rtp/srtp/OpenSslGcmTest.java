package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.SSRC;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.testing.SeededIds;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AES-GCM of the system's OpenSSL: when it is used, that it makes what the JDK makes, and that it leaves nothing behind. */
class OpenSslGcmTest {
    private static final CryptoProvider JDK = CryptoProvider.jdk();
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AEAD_AES_256_GCM);

    private static final int MANY = 20_000;
    private static final boolean POSSIBLE =
            Runtime.version().feature() >= 22 && Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libcrypto.so.3"));

    /** Where it must be there, that it is not is a failure. */
    @BeforeEach
    void there() {
        String fault = SrtpEngine.openSslFault(JDK).orElse("");
        assumeTrue(fault.isEmpty() || POSSIBLE, fault);
        assertThat(fault).isEmpty();
    }

    /** With CSRCs, an extension, and a payload of any length up to what a datagram carries. */
    private static ByteBuf packet(int sequence, SeededIds random) {
        int csrcs = random.nextInt(4) == 0 ? 1 + random.nextInt(15) : 0;
        boolean extended = random.nextInt(2) == 0;
        ByteBuf packet = Unpooled.directBuffer(2048).writeByte(0x80 | csrcs | (extended ? 0x10 : 0)).writeByte(96).writeShort(sequence).writeInt(7).writeInt(SSRC);
        for (int i = 0; i < csrcs; i++) {
            packet.writeInt((int) random.nextLong());
        }
        if (extended) {
            packet.writeInt(0xBEDE0002).writeInt(0x12ABCDEF).writeInt(0x21AB0000);
        }
        byte[] body = new byte[random.nextInt(1501)];
        random.nextBytes(body);
        return packet.writeBytes(body);
    }

    private static SrtpMasterKey named(SrtpSuite suite, boolean mki) {
        return mki ? new SrtpMasterKey(suite, key(suite).keyAndSalt(), new Mki(BigInteger.valueOf(1066), 4), SrtpMasterKey.LONGEST_LIFE) : key(suite);
    }

    @Test
    void itMakesAndReadsWhatTheJdkDoes() {
        SeededIds random = new SeededIds(4);
        for (int run = 0; run < 24; run++) {
            SrtpMasterKey key = named(SUITES.get(run & 1), (run & 2) == 0);
            HeaderProtection heads = run % 3 == 0 ? HeaderProtection.of(HeaderProtection.Cryptex.USED) : run % 3 == 1 ? HeaderProtection.elements(1) : HeaderProtection.NONE;
            SrtpContext[] jdk = {SrtpEngine.jca(JDK).open(key), SrtpEngine.jca(JDK).open(key)};
            SrtpContext[] openSsl = {SrtpEngine.openSsl(JDK).open(key), SrtpEngine.openSsl(JDK).open(key)};
            List.of(jdk[0], jdk[1], openSsl[0], openSsl[1]).forEach(each -> each.protectHeads(heads));
            for (int sequence = 0; sequence < 50; sequence++) {
                boolean report = random.nextInt(5) == 0;
                ByteBuf plain = report ? SrtpPackets.rtcp(SSRC, random.nextInt(1400)) : packet(sequence, random);
                ByteBuf one = Unpooled.buffer(2048).writeBytes(plain.slice());
                ByteBuf other = (random.nextInt(2) == 0 ? Unpooled.directBuffer(2048) : Unpooled.buffer(2048)).writeBytes(plain.slice());
                assertThat(report ? jdk[0].protectRtcp(one) : jdk[0].protectRtp(one)).isEqualTo(SrtpStatus.OK);
                assertThat(report ? openSsl[0].protectRtcp(other) : openSsl[0].protectRtp(other)).isEqualTo(SrtpStatus.OK);
                assertThat(octets(other)).isEqualTo(octets(one));
                assertThat(report ? jdk[1].unprotectRtcp(other) : jdk[1].unprotectRtp(other)).isEqualTo(SrtpStatus.OK);
                ByteBuf back = random.nextInt(2) == 0 ? one : Unpooled.directBuffer(2048).writeBytes(one.slice());
                assertThat(report ? openSsl[1].unprotectRtcp(back) : openSsl[1].unprotectRtp(back)).isEqualTo(SrtpStatus.OK);
                assertThat(octets(back)).isEqualTo(octets(other));
                List.of(plain, other).forEach(ByteBuf::release);
                back.release();
            }
        }
    }

    /** It decrypts before it looks at the tag: of that nothing may stay, wherever the packet is. */
    @Test
    void whatIsForgedCannotBeRead() {
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuf packet = (direct ? Unpooled.directBuffer(512) : Unpooled.buffer(512)).writeBytes(SrtpPackets.rtp(1));
            byte[] plain = octets(packet);
            assertThat(SrtpEngine.openSsl(JDK).open(key(SUITES.get(0))).protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            packet.setByte(packet.writerIndex() - 1, ~packet.getByte(packet.writerIndex() - 1));

            assertThat(SrtpEngine.openSsl(JDK).open(key(SUITES.get(0))).unprotectRtp(packet)).isEqualTo(SrtpStatus.AUTH_FAILED);

            for (int i = 12; i + 8 <= plain.length; i += 8) {
                assertThat(packet.getLong(i)).isNotEqualTo(Unpooled.wrappedBuffer(plain).getLong(i));
            }
            packet.release();
        }
    }

    @Test
    void oneContextDoesBothWays() throws Exception {
        OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[32]));
        byte[] data = new byte[100];
        data[50] = 1;
        byte[] plain = data.clone();
        for (int i = 0; i < 3; i++) {
            byte[] iv = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) i};
            gcm.seal(iv, data, 0, 12, 84, new byte[0]);
            assertThat(data).isNotEqualTo(plain);
            assertThat(gcm.open(iv, data, 0, 12, 84, new byte[0])).isTrue();
            assertThat(data).startsWith(Arrays.copyOf(plain, 84));
        }
    }

    @Test
    void whatIsClosedDoesNothing() throws Exception {
        OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[16]));
        gcm.close();
        gcm.close();

        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[64], 0, 12, 40, new byte[0])).isInstanceOf(GeneralSecurityException.class).hasMessage("closed");
    }

    @Test
    void nothingIsCopiedFromOutsideOfAnArray() throws Exception {
        OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[16]));

        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[40], 0, 12, 41, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gcm.open(new byte[12], new byte[40], 0, 12, 30, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[40], -1, 12, 20, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Each holds about a kilobyte outside of the heap, which is seen while they are open, and not of those that are closed. */
    @Test
    void closedContextsAreFreed() throws Exception {
        kilobytesWith(true); // the heap has touched what it uses, then
        long before = residentKilobytes();
        long closed = kilobytesWith(true) - before;
        long open = kilobytesWith(false) - before;

        assertThat(open).as("kB of those that are open").isGreaterThan(MANY / 2);
        assertThat(closed).as("kB of those that are closed; of open ones %d", open).isLessThan(open / 2);
    }

    private static long kilobytesWith(boolean closing) throws Exception {
        List<OpenSslGcm> held = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[16]));
            held.add(gcm);
            if (closing) {
                gcm.close();
            }
        }
        long resident = residentKilobytes();
        held.forEach(OpenSslGcm::close);
        held.clear();
        System.gc();
        return resident;
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS")).findFirst()
            .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElseThrow();
    }

    /** What an application or a FIPS module is to compute is computed by it. */
    @Test
    void anotherProviderIsNotPassedBy() {
        CryptoProvider other = CryptoProvider.of(Security.getProvider("SunJCE"));

        assertThat(SrtpEngine.openSslFault(other)).hasValue("another CryptoProvider is in use, and computes all there is");
        assertThat(SrtpEngine.own(other).ciphers()).isEqualTo("ciphers of SunJCE");
        assertThat(SrtpEngine.own(JDK).ciphers()).startsWith("AES-GCM of OpenSSL 3.");
        assertThatThrownBy(() -> SrtpEngine.openSsl(other)).isInstanceOf(IllegalStateException.class).hasMessageContaining("another CryptoProvider");
    }
}
