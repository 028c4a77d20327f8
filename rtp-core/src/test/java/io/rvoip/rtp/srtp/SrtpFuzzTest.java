package io.rvoip.rtp.srtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** No bytes from the wire are taken for genuine, throw, or change what is accepted afterwards. */
class SrtpFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void unprotect(byte[] bytes) {
        for (SrtpSuite suite : new SrtpSuite[] {SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_128_GCM}) {
            SrtpContext receiver = SrtpPackets.open(SrtpPackets.key(suite));
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

    @FuzzTest(maxDuration = "10m")
    void protect(byte[] bytes) {
        ByteBuf packet = Unpooled.buffer(bytes.length + 64).writeBytes(bytes);
        SrtpContext sender = SrtpPackets.open(SrtpPackets.key(SrtpSuite.AEAD_AES_256_GCM));
        boolean sent = sender.protectRtp(packet) == SrtpStatus.OK;
        if (sent && packet.readableBytes() != bytes.length + 16) {
            throw new AssertionError("not grown by its tag");
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
