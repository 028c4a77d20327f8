package io.rvoip.rtp.srtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.jitsi.JitsiSrtp;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** No bytes from the wire are taken for genuine, throw, or change what is accepted afterwards. */
class SrtpFuzzTest {
    private static final SrtpEngine JITSI = new JitsiSrtp(CryptoProvider.jdk());

    static {
        System.out.println("SRTP by " + Ciphers.present() + " on Java " + Runtime.version()); // which tools/long/fuzz tells with what came of it
    }

    @FuzzTest(maxDuration = "10m")
    void unprotect(byte[] bytes) {
        for (Ciphers ciphers : Ciphers.present()) {
            unprotect(ciphers, ciphers == Ciphers.JDK ? SrtpSuite.AES_CM_128_HMAC_SHA1_80 : SrtpSuite.AEAD_AES_256_GCM, bytes);
            unprotect(ciphers, SrtpSuite.AEAD_AES_128_GCM, bytes);
        }
    }

    private static void unprotect(Ciphers ciphers, SrtpSuite suite, byte[] bytes) {
        try (SrtpContext receiver = ciphers.open(SrtpPackets.key(suite))) {
            if (receiver.unprotectRtp(Unpooled.copiedBuffer(bytes)) == SrtpStatus.OK
                    || receiver.unprotectRtcp(Unpooled.copiedBuffer(bytes)) == SrtpStatus.OK) {
                throw new AssertionError("forged");
            }
            ByteBuf good = SrtpPackets.rtp(1);
            SrtpPackets.open(SrtpPackets.key(suite)).protectRtp(good);
            if (receiver.unprotectRtp(good) != SrtpStatus.OK) {
                throw new AssertionError("a genuine packet is refused after a forged one");
            }
        }
    }

    /** Whatever is to be sent is refused, or goes out otherwise than it came and grown by its tag: by either library. */
    @FuzzTest(maxDuration = "10m")
    void protect(byte[] bytes) {
        SrtpMasterKey key = SrtpPackets.key(SrtpSuite.AEAD_AES_256_GCM);
        protect(JITSI.open(key), bytes);
        for (Ciphers ciphers : Ciphers.present()) {
            protect(ciphers.open(key), bytes);
        }
    }

    private static void protect(SrtpContext opened, byte[] bytes) {
        try (SrtpContext sender = opened) {
            protect(sender::protectRtp, bytes, RtpHead.octets(bytes, 0, bytes.length), 16);
            protect(sender::protectRtcp, bytes, PacketSpan.RTCP_HEAD, 20);
        }
    }

    /** Whatever is to be sent where heads are hidden as well: refused, or nothing of it stands where it stood; and it can be read again. */
    @FuzzTest(maxDuration = "10m")
    void protectHeads(byte[] bytes) {
        for (SrtpSuite suite : new SrtpSuite[] {SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_256_GCM}) {
            for (HeaderProtection how : List.of(HeaderProtection.of(HeaderProtection.Cryptex.REQUIRED), HeaderProtection.elements(1, 2, 3, 14, 200))) {
                SrtpContext sender = SrtpPackets.open(SrtpPackets.key(suite));
                SrtpContext receiver = SrtpPackets.open(SrtpPackets.key(suite));
                sender.protectHeads(how);
                receiver.protectHeads(how);
                ByteBuf packet = Unpooled.buffer(bytes.length + 64).writeBytes(bytes);
                if (sender.protectRtp(packet) == SrtpStatus.OK) {
                    byte[] made = SrtpPackets.octets(packet);
                    int from = how.elements().isEmpty() ? 16 : RtpHead.octets(bytes, 0, bytes.length);
                    if (bytes.length - from >= 8 && Arrays.equals(made, from, bytes.length, bytes, from, bytes.length)) {
                        throw new AssertionError("in clear");
                    }
                    if (receiver.unprotectRtp(packet) != SrtpStatus.OK) {
                        throw new AssertionError("our own packet is refused");
                    }
                }
            }
        }
    }

    private static void protect(Function<ByteBuf, SrtpStatus> sender, byte[] bytes, int head, int growth) {
        ByteBuf packet = Unpooled.buffer(bytes.length + 64).writeBytes(bytes);
        if (sender.apply(packet) == SrtpStatus.OK) {
            byte[] made = SrtpPackets.octets(packet);
            if (head < 0 || made.length != bytes.length + growth) {
                throw new AssertionError("no packet, or not grown by its tag");
            }
            if (bytes.length - head >= 8 && Arrays.equals(made, head, bytes.length, bytes, head, bytes.length)) {
                throw new AssertionError("in clear");
            }
        }
    }

    /** Descriptions are read without exceptions, and what was understood can be written. */
    @FuzzTest(maxDuration = "10m")
    void cryptoAttribute(FuzzedDataProvider data) {
        if (CryptoAttribute.parse(data.consumeRemainingAsString()) instanceof CryptoAttribute.Result.Usable usable
                && !CryptoAttribute.parse(usable.attribute().write()).equals(usable)) {
            throw new AssertionError("written otherwise than read");
        }
    }
}
