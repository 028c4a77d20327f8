package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A STUN message with the bytes it has on the wire (RFC 8489 §5). Immutable, safe to keep and to share.
 *
 * <p>Made by {@link StunParser} or by {@link #builder}. Attributes that follow MESSAGE-INTEGRITY without being covered
 * by it are not shown, as §14.5 demands.
 */
public final class StunMessage {
    /** The one method of RFC 8489. */
    public static final int BINDING = 1;

    /** The methods of RFC 8656 §17. */
    public static final int ALLOCATE = 3;

    public static final int REFRESH = 4;
    public static final int SEND = 6;
    public static final int DATA = 7;
    public static final int CREATE_PERMISSION = 8;
    public static final int CHANNEL_BIND = 9;

    /** Of RFC 6062, which no one here speaks: named in order to be refused. */
    public static final int CONNECT = 10;

    static final int MAGIC_COOKIE = 0x2112A442;
    static final int HEADER_LENGTH = 20;

    private final StunClass messageClass;
    private final int method;
    private final TransactionId transactionId;
    private final List<StunAttribute> attributes;
    private final byte[] wire;
    private final int sha1At;
    private final int sha256At;

    StunMessage(StunHeader header, List<StunAttribute> attributes, byte[] wire, int sha1At, int sha256At) {
        this.messageClass = header.messageClass();
        this.method = header.method();
        this.transactionId = header.transactionId();
        this.attributes = List.copyOf(attributes);
        this.wire = wire;
        this.sha1At = sha1At;
        this.sha256At = sha256At;
    }

    /** The outcome of {@link StunMessage#verifies}. */
    public enum Integrity {
        /** The message carries no integrity attribute. */
        ABSENT,
        /** The strongest integrity attribute fits the key. */
        VALID,
        /** The strongest integrity attribute does not fit: another key, or a changed message. */
        INVALID
    }

    /**
     * Starts a message.
     *
     * @param method 0-4095
     */
    public static StunMessageBuilder builder(StunClass messageClass, int method, TransactionId id) {
        return new StunMessageBuilder(new StunHeader(messageClass, method, id));
    }

    /** Starts a Binding request. */
    public static StunMessageBuilder bindingRequest(TransactionId id) {
        return builder(StunClass.REQUEST, BINDING, id);
    }

    /** Starts the answer to this request: same method, same transaction id. */
    public StunMessageBuilder answer(StunClass responseClass) {
        if (messageClass != StunClass.REQUEST || !responseClass.isResponse()) {
            throw new IllegalArgumentException(
                    responseClass + " to a " + messageClass + " (expected: response to a request)");
        }
        return builder(responseClass, method, transactionId);
    }

    public StunClass messageClass() {
        return messageClass;
    }

    /** 0-4095; {@link #BINDING} is 1. */
    public int method() {
        return method;
    }

    public TransactionId transactionId() {
        return transactionId;
    }

    /** In the order of the wire. */
    public List<StunAttribute> attributes() {
        return attributes;
    }

    /** The first attribute of this kind: later ones do not count (§14). */
    public <A extends StunAttribute> Optional<A> attribute(Class<A> kind) {
        for (StunAttribute attribute : attributes) {
            if (kind.isInstance(attribute)) {
                return Optional.of(kind.cast(attribute));
            }
        }
        return Optional.empty();
    }

    /** Types of the comprehension-required attributes that are not understood: the content of a 420 (§6.3.1). */
    public List<Integer> unknownRequired() {
        return attributes.stream()
                .filter(StunAttribute.Other.class::isInstance)
                .map(StunAttribute::type)
                .filter(StunAttributeType::comprehensionRequired)
                .distinct()
                .toList();
    }

    /** Checks MESSAGE-INTEGRITY-SHA256, or MESSAGE-INTEGRITY where there is no other, in constant time. */
    public Integrity verifies(StunKey key, CryptoProvider crypto) {
        if (sha256At >= 0) {
            int length = shortAt(sha256At + 2);
            return verdict("HmacSHA256", sha256At, length, key, crypto);
        }
        if (sha1At >= 0) {
            return verdict("HmacSHA1", sha1At, StunIntegrity.SHA1_LENGTH, key, crypto);
        }
        return Integrity.ABSENT;
    }

    private Integrity verdict(String algorithm, int at, int length, StunKey key, CryptoProvider crypto) {
        byte[] expected = StunIntegrity.hmac(algorithm, wire, at, length, key, crypto);
        byte[] found = Arrays.copyOfRange(wire, at + 4, at + 4 + length);
        boolean equal = MessageDigest.isEqual(Arrays.copyOf(expected, length), found);
        return equal ? Integrity.VALID : Integrity.INVALID;
    }

    /** What a relay carries: the bytes of the first DATA attribute, a view of this message. Empty without one. */
    public Optional<ByteBuf> data() {
        if (attribute(StunAttribute.Data.class).isEmpty()) {
            return Optional.empty();
        }
        int at = HEADER_LENGTH;
        while (shortAt(at) != StunAttributeType.DATA) {
            at += 4 + shortAt(at + 2) + (-shortAt(at + 2) & 3);
        }
        return Optional.of(Unpooled.wrappedBuffer(wire, at + 4, shortAt(at + 2)));
    }

    private int shortAt(int at) {
        return (wire[at] & 0xFF) << 8 | wire[at + 1] & 0xFF;
    }

    /** Whether FINGERPRINT is present; a wrong one is never parsed. */
    public boolean hasFingerprint() {
        return attribute(StunAttribute.Fingerprint.class).isPresent();
    }

    /** Bytes on the wire. */
    public int length() {
        return wire.length;
    }

    /** A fresh heap buffer with the bytes of the wire; the caller owns it. */
    public ByteBuf encode() {
        return Unpooled.copiedBuffer(wire);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StunMessage message && Arrays.equals(wire, message.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
        return messageClass + " method " + method + " " + transactionId + " " + attributes;
    }
}
