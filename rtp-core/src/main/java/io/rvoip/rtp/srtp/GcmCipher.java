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
    private final byte[] salt;
    private final byte[] iv = new byte[12];

    /** Takes cipher and salt over. */
    GcmCipher(AesGcm cipher, boolean wordSent, byte[] mki, byte[] salt) {
        super(wordSent, AesGcm.TAG_BYTES, mki);
        this.cipher = cipher;
        inMemory = cipher instanceof OpenSslGcm one ? one : null;
        this.salt = salt;
    }

    @Override
    void seal(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        aeadIv(iv, salt, ssrc, index);
        cipher.seal(iv, data, start, body, end, wordSent ? word : NONE);
        csrcsFirst(data, start, csrcs);
        int at = end + tagBytes;
        if (wordSent) {
            System.arraycopy(word, 0, data, at, WORD_BYTES);
            at += WORD_BYTES;
        }
        System.arraycopy(mki, 0, data, at, mki.length);
    }

    @Override
    boolean open(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        int at = end + tagBytes + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at)) {
            return false;
        }
        csrcsLast(data, start, csrcs);
        aeadIv(iv, salt, ssrc, index);
        if (!cipher.open(iv, data, start, body, end, wordSent ? word : NONE)) {
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
    void seal(ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslGcm with = Objects.requireNonNull(inMemory);
        int start = packet.readerIndex();
        int end = packet.writerIndex();
        int length = length(packet, head, 0);
        aeadIv(iv, salt, ssrc, index);
        long at = packet.memoryAddress() + start;
        with.seal(iv, at, head, at + head, length - head);
        if (mki.length > 0) {
            packet.setBytes(end + tagBytes, mki);
        }
    }

    @Override
    boolean open(ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslGcm with = Objects.requireNonNull(inMemory);
        int start = packet.readerIndex();
        int body = length(packet, head, growth()) - head;
        if (!mkiIsAt(packet, start + head + body + tagBytes)) {
            return false;
        }
        aeadIv(iv, salt, ssrc, index);
        long at = packet.memoryAddress() + start;
        boolean genuine = false;
        try {
            genuine = with.open(iv, at, head, at + head, body);
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
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
