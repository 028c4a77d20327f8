package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AES in counter mode with HMAC-SHA1 over head, body and word (RFC 3711 sections 4.1.1 and 4.2, RFC 6188). On the wire:
 * head, body, word where it is sent, MKI, tag.
 */
final class CounterModeCipher extends PacketCipher {
    private final AesCm cipher;
    private final @Nullable OpenSslCm inMemory;
    private final byte[] salt;
    private final byte[] iv = new byte[16];
    private final byte[] mac = new byte[AesCm.MAC_BYTES];

    /**
     * Takes cipher and salt over.
     *
     * @param salt 14 octets
     */
    CounterModeCipher(AesCm cipher, boolean wordSent, int tagBytes, byte[] mki, byte[] salt) {
        super(wordSent, tagBytes, mki);
        this.cipher = cipher;
        inMemory = cipher instanceof OpenSslCm one ? one : null;
        this.salt = Arrays.copyOf(salt, iv.length);
        Arrays.fill(salt, (byte) 0);
    }

    @Override
    void seal(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        counterIv(iv, salt, ssrc, index);
        cipher.crypt(iv, data, body, end);
        csrcsFirst(data, start, csrcs);
        int at = end;
        if (wordSent) {
            System.arraycopy(word, 0, data, at, WORD_BYTES);
            at += WORD_BYTES;
        }
        cipher.authenticate(data, start, end, word, mac);
        System.arraycopy(mki, 0, data, at, mki.length);
        System.arraycopy(mac, 0, data, at + mki.length, tagBytes);
    }

    @Override
    boolean open(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        cipher.authenticate(data, start, end, word, mac);
        int at = end + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at) || !tagIsAt(data, at + mki.length)) {
            return false;
        }
        csrcsLast(data, start, csrcs);
        counterIv(iv, salt, ssrc, index);
        cipher.crypt(iv, data, body, end);
        csrcsFirst(data, start, csrcs);
        return true;
    }

    /** In a time that tells nothing. */
    private boolean tagIsAt(byte[] data, int at) {
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |= mac[i] ^ data[at + i];
        }
        return difference == 0;
    }

    @Override
    boolean reachesMemory() {
        return inMemory != null;
    }

    @Override
    void seal(ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslCm with = Objects.requireNonNull(inMemory);
        int start = packet.readerIndex();
        int end = packet.writerIndex();
        int length = length(packet, head, 0);
        counterIv(iv, salt, ssrc, index);
        long at = packet.memoryAddress() + start;
        with.crypt(iv, at + head, length - head);
        with.authenticate(at, length, word, mac);
        if (mki.length > 0) {
            packet.setBytes(end, mki);
        }
        packet.setBytes(end + mki.length, mac, 0, tagBytes);
    }

    @Override
    boolean open(ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslCm with = Objects.requireNonNull(inMemory);
        int length = length(packet, head, growth());
        long at = packet.memoryAddress() + packet.readerIndex();
        with.authenticate(at, length, word, mac);
        int end = packet.readerIndex() + length;
        if (!mkiIsAt(packet, end) || !tagIsAt(packet, end + mki.length)) {
            return false;
        }
        counterIv(iv, salt, ssrc, index);
        with.crypt(iv, at + head, length - head);
        return true;
    }

    private boolean tagIsAt(ByteBuf packet, int at) {
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |= mac[i] ^ packet.getByte(at + i);
        }
        return difference == 0;
    }

    @Override
    int wordAt(int end) {
        return end - tagBytes - mki.length - WORD_BYTES;
    }

    @Override
    void close() {
        cipher.close();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
        Arrays.fill(mac, (byte) 0);
    }
}
