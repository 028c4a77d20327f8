package io.rvoip.rtp.srtp;

import static io.rvoip.rtp.srtp.SrtpPackets.SSRC;
import static io.rvoip.rtp.srtp.SrtpPackets.copy;
import static io.rvoip.rtp.srtp.SrtpPackets.key;
import static io.rvoip.rtp.srtp.SrtpPackets.octets;
import static io.rvoip.rtp.srtp.SrtpPackets.open;
import static io.rvoip.rtp.srtp.SrtpPackets.rtp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import io.rvoip.testing.SeededIds;
import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is hidden of heads, in every suite: it comes back as it was, and is nowhere to be read on the way. */
class HeadProtectionTest {
    private static final SrtpEngine JITSI = new JitsiSrtp(CryptoProvider.jdk());
    private static final int ONE_BYTE = 0xBEDE;
    private static final int TWO_BYTES = 0x1000;

    private enum Form { NONE, ONE_BYTE, TWO_BYTES }

    private static SrtpContext opened(SrtpSuite suite, HeaderProtection how) {
        SrtpContext context = open(key(suite));
        context.protectHeads(how);
        return context;
    }

    /** With contributors, and with elements 1 to 3 of 8 octets each. */
    private static ByteBuf packet(int sequence, int csrcs, Form form, int payload, long seed) {
        SeededIds random = new SeededIds(seed);
        ByteBuf packet = Unpooled.buffer(1024 + payload).writeByte(0x80 | csrcs | (form == Form.NONE ? 0 : 0x10)).writeByte(0)
                .writeShort(sequence).writeInt(7).writeInt(SSRC);
        for (int i = 0; i < csrcs; i++) {
            packet.writeInt((int) random.nextLong());
        }
        if (form != Form.NONE) {
            int head = packet.writerIndex();
            packet.writeInt(0);
            for (int id = 1; id <= 3; id++) {
                packet.writeByte(form == Form.ONE_BYTE ? id << 4 | 7 : id);
                if (form == Form.TWO_BYTES) {
                    packet.writeByte(8);
                }
                packet.writeLong(random.nextLong());
            }
            packet.writeZero(-(packet.writerIndex() - head) & 3);
            packet.setShort(head, form == Form.ONE_BYTE ? ONE_BYTE : TWO_BYTES);
            packet.setShort(head + 2, (packet.writerIndex() - head - 4) / 4);
        }
        byte[] body = new byte[payload];
        random.nextBytes(body);
        return packet.writeBytes(body);
    }

    /** Where it stands behind the fixed head, which nobody hides and which may have the same octets by chance. */
    private static int at(byte[] octets, byte[] part) {
        for (int i = 12; i + part.length <= octets.length; i++) {
            if (Arrays.equals(octets, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Not four octets of CSRCs, elements and payload stand anywhere in what is sent behind the fixed head. */
    private static void assertHidden(byte[] plain, int from, int to, byte[] made) {
        for (int i = from; i + 4 <= to; i += 4) {
            assertThat(at(made, Arrays.copyOfRange(plain, i, i + 4))).as("octets %d to %d", i, i + 4).isNegative();
        }
    }

    @Property(tries = 400)
    void asAWholeNothingIsReadable(@ForAll SrtpSuite suite, @ForAll @IntRange(max = 15) int csrcs, @ForAll Form form,
            @ForAll @IntRange(max = 600) int payload, @ForAll boolean direct, @ForAll long seed) {
        SrtpContext sender = opened(suite, HeaderProtection.of(Cryptex.REQUIRED));
        SrtpContext receiver = opened(suite, HeaderProtection.of(Cryptex.REQUIRED));
        ByteBuf made = packet(65_535, csrcs, form, payload, seed);
        byte[] plain = octets(made);
        ByteBuf sent = direct ? Unpooled.directBuffer(plain.length, 4096).writeBytes(plain) : made;

        assertThat(sender.protectRtp(sent)).isEqualTo(SrtpStatus.OK);
        byte[] onTheWire = octets(sent);
        assertHidden(plain, 12, 12 + 4 * csrcs, onTheWire);
        assertHidden(plain, 12 + 4 * csrcs + (form == Form.NONE ? 0 : 4), plain.length, onTheWire);
        int added = form == Form.NONE && csrcs > 0 ? 4 : 0;
        assertThat(onTheWire).hasSize(plain.length + suite.rtpTagBytes() + added);

        assertThat(receiver.unprotectRtp(sent)).isEqualTo(SrtpStatus.OK);
        byte[] back = octets(sent);
        sent.release();
        if (added == 0) {
            assertThat(back).isEqualTo(plain);
        } else {
            assertThat(Arrays.copyOfRange(back, 12, 12 + 4 * csrcs)).isEqualTo(Arrays.copyOfRange(plain, 12, 12 + 4 * csrcs));
            assertThat(Arrays.copyOfRange(back, 16 + 4 * csrcs, back.length)).isEqualTo(Arrays.copyOfRange(plain, 12 + 4 * csrcs, plain.length));
        }
    }

    @Property(tries = 300)
    void theOtherLibraryMakesTheSame(@ForAll SrtpSuite suite, @ForAll @IntRange(max = 15) int csrcs, @ForAll boolean oneByte,
            @ForAll @IntRange(max = 600) int payload, @ForAll long seed) {
        SrtpContext theirs = JITSI.open(key(suite));
        theirs.protectHeads(HeaderProtection.of(Cryptex.USED));
        SrtpContext ours = opened(suite, HeaderProtection.of(Cryptex.USED));
        ByteBuf plain = packet(1, csrcs, oneByte ? Form.ONE_BYTE : Form.TWO_BYTES, payload, seed);
        ByteBuf one = copy(plain);
        ByteBuf other = copy(plain);

        assertThat(ours.protectRtp(one)).isEqualTo(SrtpStatus.OK);
        assertThat(theirs.protectRtp(other)).isEqualTo(SrtpStatus.OK);

        assertThat(octets(one)).isEqualTo(octets(other));
        SrtpContext reading = JITSI.open(key(suite));
        reading.protectHeads(HeaderProtection.of(Cryptex.USED));
        assertThat(reading.unprotectRtp(one)).isEqualTo(SrtpStatus.OK);
        assertThat(octets(one)).isEqualTo(octets(plain));
    }

    @Property(tries = 300)
    void elementsThatWereChosenAreHiddenAndNoOthers(@ForAll SrtpSuite suite, @ForAll @IntRange(max = 15) int csrcs, @ForAll boolean oneByte,
            @ForAll Set<@IntRange(min = 1, max = 3) Integer> chosen, @ForAll long seed) {
        HeaderProtection how = new HeaderProtection(Cryptex.OFF, chosen);
        SrtpContext sender = opened(suite, how);
        SrtpContext receiver = opened(suite, how);
        ByteBuf packet = packet(9, csrcs, oneByte ? Form.ONE_BYTE : Form.TWO_BYTES, 40, seed);
        byte[] plain = octets(packet);

        assertThat(sender.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
        byte[] onTheWire = octets(packet);
        int at = 12 + 4 * csrcs + 4;
        assertThat(Arrays.copyOf(onTheWire, at)).isEqualTo(Arrays.copyOf(plain, at));
        for (int id = 1; id <= 3; id++) {
            at += oneByte ? 1 : 2;
            assertThat(Arrays.equals(plain, at, at + 8, onTheWire, at, at + 8)).as("element %d", id).isNotEqualTo(chosen.contains(id));
            at += 8;
        }

        assertThat(receiver.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(octets(packet)).isEqualTo(plain);
    }

    /** It knows nothing of elements, and takes such a packet for one whose head is as it came: payload and tag are the same for it. */
    @Property(tries = 300)
    void theOtherLibraryReadsThePayloadBehindElements(@ForAll SrtpSuite suite, @ForAll @IntRange(max = 15) int csrcs, @ForAll boolean oneByte,
            @ForAll Set<@IntRange(min = 1, max = 3) Integer> chosen, @ForAll long seed) {
        ByteBuf packet = packet(9, csrcs, oneByte ? Form.ONE_BYTE : Form.TWO_BYTES, 40, seed);
        byte[] plain = octets(packet);
        int body = plain.length - 40;
        assertThat(opened(suite, new HeaderProtection(Cryptex.OFF, chosen)).protectRtp(packet)).isEqualTo(SrtpStatus.OK);
        byte[] onTheWire = octets(packet);

        assertThat(JITSI.open(key(suite)).unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
        byte[] read = octets(packet);
        assertThat(Arrays.copyOf(read, body)).isEqualTo(Arrays.copyOf(onTheWire, body));
        assertThat(Arrays.copyOfRange(read, body, read.length)).isEqualTo(Arrays.copyOfRange(plain, body, plain.length));
    }

    @Property(tries = 300)
    void aChangedPacketIsRefused(@ForAll SrtpSuite suite, @ForAll @IntRange(max = 15) int csrcs, @ForAll Form form, @ForAll boolean whole,
            @ForAll @IntRange(max = 2000) int where, @ForAll @IntRange(min = 1, max = 255) int flipped) {
        HeaderProtection how = whole ? HeaderProtection.of(Cryptex.USED) : HeaderProtection.elements(1, 2);
        SrtpContext receiver = opened(suite, how);
        ByteBuf good = packet(4, csrcs, form, 80, 1);
        assertThat(opened(suite, how).protectRtp(good)).isEqualTo(SrtpStatus.OK);
        ByteBuf bad = copy(good);
        int at = where % bad.readableBytes();
        bad.setByte(at, bad.getByte(at) ^ flipped);

        assertThat(receiver.unprotectRtp(bad)).isNotEqualTo(SrtpStatus.OK);
        assertThat(receiver.unprotectRtp(good)).isEqualTo(SrtpStatus.OK);
    }

    @Example
    void whereItIsRequiredNothingGoesOrComesInClear() {
        for (SrtpSuite suite : SrtpSuite.values()) {
            SrtpContext strict = opened(suite, HeaderProtection.of(Cryptex.REQUIRED));
            ByteBuf ownExtension = packet(1, 0, Form.ONE_BYTE, 40, 1).setShort(12, 0x1003);
            assertThat(strict.protectRtp(ownExtension)).isEqualTo(SrtpStatus.NOT_ENCRYPTED);
            assertThat(opened(suite, HeaderProtection.of(Cryptex.USED)).protectRtp(ownExtension)).isEqualTo(SrtpStatus.OK);
            for (ByteBuf readable : new ByteBuf[] {packet(2, 0, Form.ONE_BYTE, 40, 1), packet(3, 2, Form.NONE, 40, 1), packet(4, 1, Form.TWO_BYTES, 40, 1)}) {
                assertThat(open(key(suite)).protectRtp(readable)).isEqualTo(SrtpStatus.OK);
                assertThat(strict.unprotectRtp(copy(readable))).isEqualTo(SrtpStatus.NOT_ENCRYPTED);
                assertThat(opened(suite, HeaderProtection.of(Cryptex.USED)).unprotectRtp(readable)).as("where it is not").isEqualTo(SrtpStatus.OK);
            }
            ByteBuf nothingToHide = rtp(5);
            assertThat(open(key(suite)).protectRtp(nothingToHide)).isEqualTo(SrtpStatus.OK);
            assertThat(strict.unprotectRtp(nothingToHide)).isEqualTo(SrtpStatus.OK);
        }
    }

    @Example
    void elementsThatEndBehindTheExtensionAreNotSent() {
        SrtpContext sender = opened(SrtpSuite.AEAD_AES_128_GCM, HeaderProtection.elements(1));
        ByteBuf packet = packet(1, 0, Form.ONE_BYTE, 40, 1);
        packet.setByte(16 + 18, 0x3F);
        byte[] before = octets(packet);

        assertThat(sender.protectRtp(packet)).isEqualTo(SrtpStatus.MALFORMED);
        assertThat(octets(packet)).isEqualTo(before);
    }

    @Example
    void aSessionKeepsItThroughChangesOfKeys() {
        SrtpSession near = new SrtpSession(SrtpEngine.jca(CryptoProvider.jdk()));
        SrtpSession far = new SrtpSession(SrtpEngine.jca(CryptoProvider.jdk()));
        near.protectHeads(HeaderProtection.of(Cryptex.REQUIRED));
        far.protectHeads(HeaderProtection.of(Cryptex.REQUIRED));
        for (int i = 1; i < 4; i++) {
            SrtpMasterKey one = SrtpMasterKey.random(SrtpSuite.AEAD_AES_256_GCM, new SeededIds(i));
            near.use(new SrtpKeys("sdes", one, one));
            far.use(new SrtpKeys("sdes", one, one));
            ByteBuf packet = packet(i, 1, Form.ONE_BYTE, 40, i);
            byte[] plain = octets(packet);

            assertThat(near.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            assertThat(packet.getUnsignedShort(16)).isEqualTo(0xC0DE);
            assertThat(far.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
            assertThat(octets(packet)).isEqualTo(plain);
        }
    }

    @Example
    void whatTheOtherLibraryLacksIsRefused() {
        SrtpContext theirs = JITSI.open(key(SrtpSuite.AEAD_AES_128_GCM));

        assertThatThrownBy(() -> theirs.protectHeads(HeaderProtection.elements(1))).hasMessageContaining("jitsi-srtp has no more");
        assertThatThrownBy(() -> theirs.protectHeads(HeaderProtection.of(Cryptex.REQUIRED))).hasMessageContaining("jitsi-srtp has no more");
        assertThatThrownBy(() -> HeaderProtection.elements(256)).hasMessage("elements: 256 (expected: 1-255)");
    }
}
