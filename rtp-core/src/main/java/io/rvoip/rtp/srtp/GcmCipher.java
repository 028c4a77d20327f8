package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** AES-GCM (RFC 7714). On the wire: head, body, tag, word where it is sent, MKI. */
final class GcmCipher extends PacketCipher {
    private static final byte[] NONE = {};

    private final AesGcm cipher;
    private final @Nullable OpenSslGcm inMemory;
    private long saltHead;
    private int saltTail;

    /**
     * Takes cipher and salt over.
     *
     * @param salt 12 octets
     */
    GcmCipher(AesGcm cipher, boolean wordSent, byte[] mki, byte[] salt) {
        super(wordSent, AesGcm.TAG_BYTES, mki);
        this.cipher = cipher;
        inMemory = cipher instanceof OpenSslGcm one ? one : null;
        saltHead = Octets.getLong(salt, 0);
        saltTail = Octets.getInt(salt, Long.BYTES);
        Arrays.fill(salt, (byte) 0);
    }

    /** The salt with SSRC and index laid over it (RFC 7714 sections 8.1 and 9.1): its first eight octets. */
    private long ivHead(int ssrc, long index) {
        return saltHead ^ Integer.toUnsignedLong(ssrc) << 16 ^ index >>> 32;
    }

    /** And the other four. */
    private int ivTail(long index) {
        return saltTail ^ (int) index;
    }

    private byte[] iv(Scratch with, int ssrc, long index) {
        Octets.putLong(with.aeadIv, 0, ivHead(ssrc, index));
        Octets.putInt(with.aeadIv, Long.BYTES, ivTail(index));
        return with.aeadIv;
    }

    private byte[] word(Scratch with, long index) {
        if (!wordSent) {
            return NONE;
        }
        Octets.putInt(with.word, 0, word(index));
        return with.word;
    }

    @Override
    void seal(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        cipher.seal(iv(with, ssrc, index), data, start, body, end, word(with, index));
        csrcsFirst(data, start, csrcs);
        int at = end + tagBytes;
        if (wordSent) {
            Octets.putInt(data, at, word(index));
            at += WORD_BYTES;
        }
        System.arraycopy(mki, 0, data, at, mki.length);
    }

    @Override
    boolean open(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        int at = end + tagBytes + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at)) {
            return false;
        }
        csrcsLast(data, start, csrcs);
        if (!cipher.open(iv(with, ssrc, index), data, start, body, end, word(with, index))) {
            return false;
        }
        csrcsFirst(data, start, csrcs);
        return true;
    }

    @Override
    boolean reachesMemory() {
        return inMemory != null;
    }

    @Override
    void seal(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslGcm by = Objects.requireNonNull(inMemory);
        int start = packet.readerIndex();
        int end = packet.writerIndex();
        int length = length(packet, head, 0);
        long at = packet.memoryAddress() + start;
        by.seal(ivHead(ssrc, index), ivTail(index), at, head, at + head, length - head);
        if (mki.length > 0) {
            packet.setBytes(end + tagBytes, mki);
        }
    }

    @Override
    boolean open(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslGcm by = Objects.requireNonNull(inMemory);
        int start = packet.readerIndex();
        int body = length(packet, head, growth) - head;
        if (!mkiIsAt(packet, start + head + body + tagBytes)) {
            return false;
        }
        long at = packet.memoryAddress() + start;
        boolean genuine = false;
        try {
            genuine = by.open(ivHead(ssrc, index), ivTail(index), at, head, at + head, body);
            return genuine;
        } finally {
            if (!genuine) {
                packet.setZero(start + head, body);
            }
        }
    }

    @Override
    int wordAt(int end) {
        return end - mki.length - WORD_BYTES;
    }

    @Override
    void close() {
        cipher.close();
        saltHead = 0;
        saltTail = 0;
    }
}
