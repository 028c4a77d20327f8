package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes a message attribute by attribute, in the order of the calls. The sums come last, in the order SHA-1,
 * SHA-256, fingerprint; anything else throws {@link IllegalStateException}. Not thread-safe, used once.
 */
public final class StunMessageBuilder {
    private final StunHeader header;
    private final ByteBuf out = Unpooled.buffer(128);
    private final List<StunAttribute> attributes = new ArrayList<>();
    private int sha1At = -1;
    private int sha256At = -1;
    private boolean sealed;

    StunMessageBuilder(StunHeader header) {
        this.header = header;
        out.writeShort(header.messageClass().type(header.method()));
        out.writeShort(0);
        out.writeInt(StunMessage.MAGIC_COOKIE);
        out.writeInt(header.transactionId().high());
        out.writeLong(header.transactionId().low());
    }

    /**
     * Appends an attribute.
     *
     * @throws IllegalArgumentException for sums and data, which have methods of their own, and for {@link
     *     StunAttribute.Other}
     */
    public StunMessageBuilder add(StunAttribute attribute) {
        requireOpen(attribute, sha1At < 0 && sha256At < 0);
        int at = begin(attribute.type());
        writeValue(attribute);
        end(at, attribute);
        return this;
    }

    /** Appends what a relay shall carry (RFC 8656 §18.4); the readable bytes are copied. */
    public StunMessageBuilder data(ByteBuf payload) {
        StunAttribute attribute = new StunAttribute.Data(payload.readableBytes());
        requireOpen(attribute, sha1At < 0 && sha256At < 0);
        int at = begin(attribute.type());
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
        end(at, attribute);
        return this;
    }

    /** Protects what was added so far by HMAC-SHA1. */
    public StunMessageBuilder integrity(StunKey key, CryptoProvider crypto) {
        StunAttribute attribute = new StunAttribute.MessageIntegrity();
        requireOpen(attribute, sha1At < 0 && sha256At < 0);
        sha1At = out.writerIndex();
        sum("HmacSHA1", sha1At, StunIntegrity.SHA1_LENGTH, attribute, key, crypto);
        return this;
    }

    /** Protects what was added so far by HMAC-SHA256, in full length. */
    public StunMessageBuilder integritySha256(StunKey key, CryptoProvider crypto) {
        StunAttribute attribute = new StunAttribute.MessageIntegritySha256(StunIntegrity.SHA256_LENGTH);
        requireOpen(attribute, sha256At < 0);
        sha256At = out.writerIndex();
        sum("HmacSHA256", sha256At, StunIntegrity.SHA256_LENGTH, attribute, key, crypto);
        return this;
    }

    /** Ends the message with the CRC that tells it from other protocols. */
    public StunMessageBuilder fingerprint() {
        StunAttribute attribute = new StunAttribute.Fingerprint();
        requireOpen(attribute, true);
        int at = begin(attribute.type());
        out.writeInt(0);
        end(at, attribute);
        out.setInt(at + 4, StunIntegrity.fingerprint(written(), at));
        sealed = true;
        return this;
    }

    public StunMessage build() {
        return new StunMessage(header, attributes, written(), sha1At, sha256At);
    }

    private void requireOpen(StunAttribute attribute, boolean inOrder) {
        if (sealed || !inOrder) {
            throw new IllegalStateException(attribute + " after " + attributes.get(attributes.size() - 1));
        }
    }

    private void sum(String hmac, int at, int length, StunAttribute attribute, StunKey key, CryptoProvider crypto) {
        byte[] value = StunIntegrity.hmac(hmac, written(), at, length, key, crypto);
        begin(attribute.type());
        out.writeBytes(value, 0, length);
        end(at, attribute);
    }

    private byte[] written() {
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private int begin(int type) {
        int at = out.writerIndex();
        out.writeShort(type);
        out.writeShort(0);
        return at;
    }

    private void end(int at, StunAttribute attribute) {
        int length = out.writerIndex() - at - 4;
        out.setShort(at + 2, length);
        out.writeZero(-length & 3);
        out.setShort(2, out.writerIndex() - StunMessage.HEADER_LENGTH);
        attributes.add(attribute);
    }

    private void writeValue(StunAttribute attribute) {
        if (attribute instanceof StunAttribute.XorMappedAddress a) {
            StunAddresses.writeXored(out, a.address(), header.transactionId());
        } else if (attribute instanceof StunAttribute.XorPeerAddress a) {
            StunAddresses.writeXored(out, a.address(), header.transactionId());
        } else if (attribute instanceof StunAttribute.XorRelayedAddress a) {
            StunAddresses.writeXored(out, a.address(), header.transactionId());
        } else if (attribute instanceof StunAttribute.MappedAddress a) {
            StunAddresses.write(out, a.address());
        } else if (attribute instanceof StunAttribute.AlternateServer a) {
            StunAddresses.write(out, a.address());
        } else if (attribute instanceof StunAttribute.Username a) {
            text(a.value());
        } else if (attribute instanceof StunAttribute.Realm a) {
            text(a.value());
        } else if (attribute instanceof StunAttribute.Nonce a) {
            text(a.value());
        } else if (attribute instanceof StunAttribute.Software a) {
            text(a.value());
        } else if (attribute instanceof StunAttribute.AlternateDomain a) {
            text(a.name());
        } else if (attribute instanceof StunAttribute.ErrorCode a) {
            out.writeShort(0).writeByte(a.code() / 100).writeByte(a.code() % 100);
            text(a.reason());
        } else if (attribute instanceof StunAttribute.UnknownAttributes a) {
            a.types().forEach(out::writeShort);
        } else {
            writeNumbers(attribute);
        }
    }

    private void writeNumbers(StunAttribute attribute) {
        if (attribute instanceof StunAttribute.UserHash a) {
            out.writeBytes(HexFormat.of().parseHex(a.hex()));
        } else if (attribute instanceof StunAttribute.PasswordAlgorithm a) {
            out.writeShort(a.algorithm()).writeShort(0);
        } else if (attribute instanceof StunAttribute.PasswordAlgorithms a) {
            a.algorithms().forEach(algorithm -> out.writeShort(algorithm).writeShort(0));
        } else if (attribute instanceof StunAttribute.ChannelNumber a) {
            out.writeShort(a.number()).writeShort(0);
        } else if (attribute instanceof StunAttribute.Lifetime a) {
            out.writeInt((int) a.seconds());
        } else if (attribute instanceof StunAttribute.RequestedAddressFamily a) {
            out.writeByte(a.family()).writeZero(3);
        } else if (attribute instanceof StunAttribute.EvenPort a) {
            out.writeByte(a.reserve() ? 0x80 : 0);
        } else if (attribute instanceof StunAttribute.AdditionalAddressFamily a) {
            out.writeByte(a.family()).writeZero(3);
        } else if (attribute instanceof StunAttribute.AddressErrorCode a) {
            out.writeByte(a.family()).writeByte(0).writeByte(a.code() / 100).writeByte(a.code() % 100);
        } else if (attribute instanceof StunAttribute.RequestedTransport a) {
            out.writeByte(a.protocol()).writeZero(3);
        } else if (attribute instanceof StunAttribute.Priority a) {
            out.writeInt((int) a.value());
        } else if (attribute instanceof StunAttribute.IceControlled a) {
            out.writeLong(a.tieBreaker());
        } else if (attribute instanceof StunAttribute.IceControlling a) {
            out.writeLong(a.tieBreaker());
        } else if (!(attribute instanceof StunAttribute.UseCandidate)) {
            throw new IllegalArgumentException(attribute + " (expected: an attribute with a value of its own)");
        }
    }

    private void text(String value) {
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }
}
