package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AES in counter mode with HMAC-SHA1 over head, body and word (RFC 3711 sections 4.1.1 and 4.2, RFC 6188). On the wire:
 * head, body, word where it is sent, MKI, tag. A word that is not sent lies behind the body only while the packet is authenticated.
 */
final class CounterModeCipher extends PacketCipher {
    private final AesCm cipher;
    private final @Nullable OpenSslCm inMemory;
    private long saltHead;
    private long saltTail;

    /**
     * Takes cipher and salt over.
     *
     * @param salt 14 octets
     */
    CounterModeCipher(AesCm cipher, boolean wordSent, int tagBytes, byte[] mki, byte[] salt) {
        super(wordSent, tagBytes, mki);
        this.cipher = cipher;
        inMemory = cipher instanceof OpenSslCm one ? one : null;
        byte[] padded = Arrays.copyOf(salt, Long.BYTES * 2);
        saltHead = Octets.getLong(padded, 0);
        saltTail = Octets.getLong(padded, Long.BYTES);
        Arrays.fill(padded, (byte) 0);
        Arrays.fill(salt, (byte) 0);
    }

    /** The salt with SSRC and index laid over it (RFC 3711 section 4.1.1): its first eight octets. */
    static long ivHead(long saltHead, int ssrc) {
        return saltHead ^ Integer.toUnsignedLong(ssrc);
    }

    /** And the others; the last two count blocks. */
    static long ivTail(long saltTail, long index) {
        return saltTail ^ index << 16;
    }

    private byte[] iv(Scratch with, int ssrc, long index) {
        Octets.putLong(with.counterIv, 0, ivHead(saltHead, ssrc));
        Octets.putLong(with.counterIv, Long.BYTES, ivTail(saltTail, index));
        return with.counterIv;
    }

    @Override
    void seal(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        cipher.crypt(iv(with, ssrc, index), data, body, end);
        csrcsFirst(data, start, csrcs);
        Octets.putInt(data, end, word(index));
        cipher.authenticate(data, start, end + WORD_BYTES, with.mac);
        int at = end + (wordSent ? WORD_BYTES : 0);
        System.arraycopy(mki, 0, data, at, mki.length);
        System.arraycopy(with.mac, 0, data, at + mki.length, tagBytes);
    }

    @Override
    boolean open(Scratch with, byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        int sent = Octets.getInt(data, end);
        Octets.putInt(data, end, word(index));
        cipher.authenticate(data, start, end + WORD_BYTES, with.mac);
        Octets.putInt(data, end, sent);
        int at = end + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at) || !tagIsAt(with.mac, data, at + mki.length)) {
            return false;
        }
        csrcsLast(data, start, csrcs);
        cipher.crypt(iv(with, ssrc, index), data, body, end);
        csrcsFirst(data, start, csrcs);
        return true;
    }

    /** In a time that tells nothing. */
    private boolean tagIsAt(byte[] mac, byte[] data, int at) {
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
    void seal(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslCm by = Objects.requireNonNull(inMemory);
        int end = packet.writerIndex();
        int length = length(packet, head, 0);
        long at = packet.memoryAddress() + packet.readerIndex();
        by.crypt(ivHead(saltHead, ssrc), ivTail(saltTail, index), at + head, length - head);
        packet.setInt(end, word(index));
        by.authenticate(at, length + WORD_BYTES, with.mac);
        if (mki.length > 0) {
            packet.setBytes(end, mki);
        }
        packet.setBytes(end + mki.length, with.mac, 0, tagBytes);
    }

    @Override
    boolean open(Scratch with, ByteBuf packet, int head, int ssrc, long index) throws GeneralSecurityException {
        OpenSslCm by = Objects.requireNonNull(inMemory);
        int length = length(packet, head, growth);
        int end = packet.readerIndex() + length;
        long at = packet.memoryAddress() + packet.readerIndex();
        int sent = packet.getInt(end);
        packet.setInt(end, word(index));
        by.authenticate(at, length + WORD_BYTES, with.mac);
        packet.setInt(end, sent);
        if (!mkiIsAt(packet, end) || !tagIsAt(with.mac, packet, end + mki.length)) {
            return false;
        }
        by.crypt(ivHead(saltHead, ssrc), ivTail(saltTail, index), at + head, length - head);
        return true;
    }

    private boolean tagIsAt(byte[] mac, ByteBuf packet, int at) {
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
        saltHead = 0;
        saltTail = 0;
    }
}
