package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.SSRC;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.Bytes;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ciphers of the system's OpenSSL: when they are used, that they make what the JDK's make, and leave nothing behind. */
class OpenSslTest {
    private static final CryptoProvider JDK = CryptoProvider.jdk();
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.values());

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
        for (int run = 0; run < 12 * SUITES.size(); run++) {
            SrtpMasterKey key = named(SUITES.get(run / 12), (run & 2) == 0);
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

    /** AES-GCM is decrypted before the tag is looked at: of that nothing may stay, wherever the packet is. */
    @ParameterizedTest
    @EnumSource
    void whatIsForgedCannotBeRead(SrtpSuite suite) {
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuf packet = (direct ? Unpooled.directBuffer(512) : Unpooled.buffer(512)).writeBytes(SrtpPackets.rtp(1));
            byte[] plain = octets(packet);
            assertThat(SrtpEngine.openSsl(JDK).open(key(suite)).protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            packet.setByte(packet.writerIndex() - 1, ~packet.getByte(packet.writerIndex() - 1));

            assertThat(SrtpEngine.openSsl(JDK).open(key(suite)).unprotectRtp(packet)).isEqualTo(SrtpStatus.AUTH_FAILED);

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
        OpenSslCm cm = counterMode(new byte[20]);
        cm.close();
        cm.close();

        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[64], 0, 12, 40, new byte[0])).isInstanceOf(GeneralSecurityException.class).hasMessage("closed");
        assertThatThrownBy(() -> cm.crypt(new byte[16], new byte[64], 0, 12)).isInstanceOf(GeneralSecurityException.class).hasMessage("closed");
        assertThatThrownBy(() -> cm.authenticate(new byte[64], 0, 12, new byte[20])).isInstanceOf(GeneralSecurityException.class).hasMessage("closed");
    }

    private static OpenSslCm counterMode(byte[] key) throws GeneralSecurityException {
        return new OpenSslCm(new SessionKey("AES", new byte[16]), new SessionKey("HmacSHA1", key));
    }

    /** RFC 2202 section 3, cases 1 and 2 (whose key is shorter). */
    @Test
    void itsHmacIsThatOfTheStandard() throws Exception {
        byte[] repeated = new byte[20];
        Arrays.fill(repeated, (byte) 0x0b);

        assertThat(hmac(repeated, "Hi There")).isEqualTo("b617318655057264e28bc0b6fb378c8ef146be00");
        assertThat(hmac("Jefe".getBytes(US_ASCII), "what do ya want for nothing?")).isEqualTo("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }

    private static String hmac(byte[] key, String data) throws GeneralSecurityException {
        byte[] mac = new byte[20];
        OpenSslCm cm = counterMode(key);
        cm.authenticate(data.getBytes(US_ASCII), 0, data.length(), mac);
        byte[] again = new byte[20];
        cm.authenticate(data.getBytes(US_ASCII), 0, data.length(), again);
        assertThat(again).isEqualTo(mac);
        return Bytes.hex(mac);
    }

    @Test
    void nothingIsCopiedFromOutsideOfAnArray() throws Exception {
        OpenSslGcm gcm = new OpenSslGcm(new SessionKey("AES", new byte[16]));

        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[40], 0, 12, 41, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gcm.open(new byte[12], new byte[40], 0, 12, 30, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> gcm.seal(new byte[12], new byte[40], -1, 12, 20, new byte[0])).isInstanceOf(IndexOutOfBoundsException.class);
        OpenSslCm cm = counterMode(new byte[20]);
        assertThatThrownBy(() -> cm.crypt(new byte[16], new byte[40], 12, 41)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cm.authenticate(new byte[40], -1, 12, new byte[20])).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** What is shared by all keys of a thread holds none of them after a packet, and what HMAC began with has been written over. */
    @Test
    void noKeyStaysWhereAllOfThemAreUsed() throws Exception {
        byte[] encryption = "sixteen octets! ".getBytes(US_ASCII);
        byte[] authentication = "and twenty others...".getBytes(US_ASCII);
        OpenSslCm cm = new OpenSslCm(new SessionKey("AES", encryption.clone()), new SessionKey("HmacSHA1", authentication.clone()));
        OpenSslMemory memory = OpenSslMemory.ofThread();
        byte[] made = new byte[512];
        memory.octets.get(0, made);
        new OpenSslGcm(new SessionKey("AES", encryption.clone()));
        cm.crypt(new byte[16], new byte[100], 0, 100);
        cm.authenticate(new byte[100], 0, 100, new byte[20]);
        byte[] used = new byte[512];
        memory.octets.get(0, used);

        for (byte[] octets : new byte[][] {made, used}) {
            for (int filling : new int[] {0, 0x36, 0x5c}) {
                assertThat(Bytes.hex(octets)).doesNotContain(Bytes.hex(with(filling, encryption))).doesNotContain(Bytes.hex(with(filling, authentication)));
            }
        }
        for (int at = 0; at < 20; at += 4) {
            assertThat((int) OpenSslMemory.INT.get(memory.octets, OpenSslMemory.STATE_AT + at)).isEqualTo(memory.getInt(OpenSslMemory.DIGEST_AT + at));
        }
        assertThat(Arrays.copyOfRange(made, OpenSslMemory.STATE_AT, OpenSslMemory.STATE_AT + 20)).containsOnly(0);
    }

    private static byte[] with(int filling, byte[] key) {
        byte[] octets = key.clone();
        for (int i = 0; i < octets.length; i++) {
            octets[i] ^= (byte) filling;
        }
        return octets;
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
        List<OpenSslCipher> held = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            OpenSslCipher cipher = i % 2 == 0 ? counterMode(new byte[20]) : new OpenSslGcm(new SessionKey("AES", new byte[16]));
            held.add(cipher);
            if (closing) {
                cipher.close();
            }
        }
        long resident = residentKilobytes();
        held.forEach(OpenSslCipher::close);
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
        assertThat(SrtpEngine.own(JDK).ciphers()).startsWith("ciphers of OpenSSL 3.");
        assertThatThrownBy(() -> SrtpEngine.openSsl(other)).isInstanceOf(IllegalStateException.class).hasMessageContaining("another CryptoProvider");
    }
}
