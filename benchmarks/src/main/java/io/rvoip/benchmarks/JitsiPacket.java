package io.rvoip.benchmarks;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.jspecify.annotations.Nullable;

/** One RTP packet in an array with room behind it, and jitsi-srtp with the JDK's ciphers to work on it. */
final class JitsiPacket implements ByteArrayBuffer {
    private final byte[] data;
    private final int size;
    private int length;
    private @Nullable SrtpCryptoContext sender;
    private @Nullable SrtpCryptoContext receiver;

    JitsiPacket(int size) {
        this.size = size;
        data = new byte[size + 64];
        data[0] = (byte) 0x80;
    }

    void open(SrtpSuite suite, byte[] keyAndSalt) throws GeneralSecurityException {
        Aes.setFactoryClassName("org.jitsi.srtp.crypto.Aes$SunJCECipherFactory");
        SrtpPolicy policy = suite.aead()
            ? new SrtpPolicy(SrtpPolicy.AESGCM_ENCRYPTION, suite.keyBytes(), SrtpPolicy.NULL_AUTHENTICATION, 0, 16, 12)
            : new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, suite.keyBytes(), SrtpPolicy.HMACSHA1_AUTHENTICATION, 20,
                suite.rtpTagBytes(), 14);
        sender = context(true, suite, keyAndSalt, policy);
        receiver = context(false, suite, keyAndSalt, policy);
    }

    private static SrtpCryptoContext context(boolean sends, SrtpSuite suite, byte[] octets, SrtpPolicy policy)
            throws GeneralSecurityException {
        byte[] key = Arrays.copyOf(octets, suite.keyBytes());
        byte[] salt = Arrays.copyOfRange(octets, suite.keyBytes(), octets.length);
        return new SrtpContextFactory(sends, key, salt, policy, policy, new LoggerImpl("jitsi-srtp")).deriveContext(0, 0);
    }

    void protect(int sequence) throws GeneralSecurityException {
        data[2] = (byte) (sequence >> 8);
        data[3] = (byte) sequence;
        length = size;
        require(sender != null && sender.transformPacket(this) == SrtpErrorStatus.OK);
    }

    void unprotect() throws GeneralSecurityException {
        require(receiver != null && receiver.reverseTransformPacket(this, false) == SrtpErrorStatus.OK);
    }

    private static void require(boolean done) {
        if (!done) {
            throw new IllegalStateException("jitsi-srtp refused a packet");
        }
    }

    @Override
    public byte[] getBuffer() {
        return data;
    }

    @Override
    public int getOffset() {
        return 0;
    }

    @Override
    public void setOffset(int offset) {
        throw new UnsupportedOperationException("setOffset");
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int changed) {
        length = changed;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int octets, byte[] to) {
        System.arraycopy(data, from, to, 0, octets);
    }

    @Override
    public void grow(int octets) {
        // there is room
    }

    @Override
    public void append(byte[] octets, int count) {
        System.arraycopy(octets, 0, data, length, count);
        length += count;
    }

    @Override
    public void shrink(int octets) {
        length -= octets;
    }
}
