package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads STUN messages (RFC 8489 §5, §14). Whatever the bytes are, the outcome is a value; nothing is thrown. Refused
 * are also: a wrong FINGERPRINT, anything behind it, and a malformed attribute of a known type. Immutable, thread-safe.
 */
public final class StunParser {
    private final StunLimits limits;

    public StunParser(StunLimits limits) {
        this.limits = limits;
    }

    /**
     * Whether the first bytes look like STUN: what RFC 7983 asks of a shared port, and the cookie. Reads nothing.
     */
    public static boolean looksLikeStun(ByteBuf datagram) {
        int at = datagram.readerIndex();
        return datagram.readableBytes() >= StunMessage.HEADER_LENGTH
                && datagram.getByte(at) >= 0
                && datagram.getByte(at) <= 3
                && datagram.getInt(at + 4) == StunMessage.MAGIC_COOKIE;
    }

    /** Parses the readable bytes as one message. The buffer is neither moved, kept nor released. */
    public StunResult parse(ByteBuf datagram) {
        int length = datagram.readableBytes();
        if (length > limits.maxBytes()) {
            return refused(length + " bytes, more than " + limits.maxBytes(), limits.maxBytes());
        }
        if (length < StunMessage.HEADER_LENGTH) {
            return refused(length + " bytes, less than a header", length);
        }
        byte[] wire = new byte[length];
        datagram.getBytes(datagram.readerIndex(), wire);
        ByteBuffer in = ByteBuffer.wrap(wire);
        int type = in.getShort(0) & 0xFFFF;
        if (type >= 0x4000) {
            return refused("the first two bits are not 0", 0);
        }
        int declared = in.getShort(2) & 0xFFFF;
        if (declared % 4 != 0 || declared != length - StunMessage.HEADER_LENGTH) {
            return refused("length " + declared + " in a datagram of " + length + " bytes", 2);
        }
        if (in.getInt(4) != StunMessage.MAGIC_COOKIE) {
            return refused("no magic cookie", 4);
        }
        TransactionId id = new TransactionId(in.getInt(8), in.getLong(12));
        StunHeader header = new StunHeader(StunClass.ofType(type), StunClass.methodOfType(type), id);
        return new Body(header, wire).parse();
    }

    private static StunResult refused(String reason, int offset) {
        return new StunResult.Refused(new StunProblem(reason, offset));
    }

    /** One pass over the attributes of one message. */
    private final class Body {
        private final StunHeader header;
        private final byte[] wire;
        private final List<StunAttribute> attributes = new ArrayList<>();
        private int sha1At = -1;
        private int sha256At = -1;
        private boolean sealed;
        private String problem = "";

        Body(StunHeader header, byte[] wire) {
            this.header = header;
            this.wire = wire;
        }

        StunResult parse() {
            int at = StunMessage.HEADER_LENGTH;
            int count = 0;
            while (at < wire.length) {
                if (++count > limits.maxAttributes()) {
                    return refused("more than " + limits.maxAttributes() + " attributes", at);
                }
                if (sealed) {
                    return refused("an attribute after FINGERPRINT", at);
                }
                int length = shortAt(at + 2);
                int next = at + 4 + length + (-length & 3);
                if (next > wire.length) {
                    return refused("attribute of " + length + " bytes ends behind the message", at);
                }
                take(shortAt(at), at, length);
                if (!problem.isEmpty()) {
                    return refused(problem, at);
                }
                at = next;
            }
            return new StunResult.Parsed(new StunMessage(header, attributes, wire, sha1At, sha256At));
        }

        private int shortAt(int at) {
            return (wire[at] & 0xFF) << 8 | wire[at + 1] & 0xFF;
        }

        /** What MESSAGE-INTEGRITY does not cover does not exist, but for the sums that may follow it (§14.5, §14.6). */
        private void take(int type, int at, int length) {
            if (type == StunAttributeType.FINGERPRINT) {
                fingerprint(at, length);
            } else if (sha256At >= 0) {
                return;
            } else if (type == StunAttributeType.MESSAGE_INTEGRITY_SHA256) {
                integritySha256(at, length);
            } else if (sha1At >= 0) {
                return;
            } else if (type == StunAttributeType.MESSAGE_INTEGRITY) {
                integrity(at, length);
            } else {
                value(type, at + 4, length);
            }
        }

        private void fingerprint(int at, int length) {
            if (length != 4) {
                problem = "FINGERPRINT of " + length + " bytes";
            } else if (ByteBuffer.wrap(wire).getInt(at + 4) != StunIntegrity.fingerprint(wire, at)) {
                problem = "wrong FINGERPRINT";
            } else {
                attributes.add(new StunAttribute.Fingerprint());
                sealed = true;
            }
        }

        private void integrity(int at, int length) {
            if (length != StunIntegrity.SHA1_LENGTH) {
                problem = "MESSAGE-INTEGRITY of " + length + " bytes";
            } else {
                sha1At = at;
                attributes.add(new StunAttribute.MessageIntegrity());
            }
        }

        private void integritySha256(int at, int length) {
            if (length < 16 || length > StunIntegrity.SHA256_LENGTH || length % 4 != 0) {
                problem = "MESSAGE-INTEGRITY-SHA256 of " + length + " bytes";
            } else {
                sha256At = at;
                attributes.add(new StunAttribute.MessageIntegritySha256(length));
            }
        }

        private void value(int type, int at, int length) {
            switch (type) {
                case StunAttributeType.MAPPED_ADDRESS,
                        StunAttributeType.XOR_MAPPED_ADDRESS,
                        StunAttributeType.XOR_PEER_ADDRESS,
                        StunAttributeType.XOR_RELAYED_ADDRESS,
                        StunAttributeType.ALTERNATE_SERVER -> address(type, at, length);
                case StunAttributeType.USERNAME,
                        StunAttributeType.REALM,
                        StunAttributeType.NONCE,
                        StunAttributeType.SOFTWARE,
                        StunAttributeType.ALTERNATE_DOMAIN -> text(type, at, length);
                case StunAttributeType.ERROR_CODE, StunAttributeType.ADDRESS_ERROR_CODE -> errorCode(type, at, length);
                case StunAttributeType.UNKNOWN_ATTRIBUTES -> unknownAttributes(at, length);
                case StunAttributeType.PRIORITY,
                        StunAttributeType.USE_CANDIDATE,
                        StunAttributeType.ICE_CONTROLLED,
                        StunAttributeType.ICE_CONTROLLING -> ice(type, at, length);
                case StunAttributeType.USERHASH,
                        StunAttributeType.CHANNEL_NUMBER,
                        StunAttributeType.LIFETIME,
                        StunAttributeType.REQUESTED_ADDRESS_FAMILY,
                        StunAttributeType.ADDITIONAL_ADDRESS_FAMILY,
                        StunAttributeType.EVEN_PORT,
                        StunAttributeType.REQUESTED_TRANSPORT -> fixed(type, at, length);
                case StunAttributeType.PASSWORD_ALGORITHM, StunAttributeType.PASSWORD_ALGORITHMS -> algorithms(
                        type, at, length);
                case StunAttributeType.DATA -> attributes.add(new StunAttribute.Data(length));
                default -> attributes.add(new StunAttribute.Other(type, length));
            }
        }

        private void address(int type, int at, int length) {
            problem = StunAddresses.problem(wire, at, length);
            if (!problem.isEmpty()) {
                return;
            }
            boolean xor = type != StunAttributeType.MAPPED_ADDRESS && type != StunAttributeType.ALTERNATE_SERVER;
            var address = StunAddresses.read(wire, at, length, xor, type == StunAttributeType.XOR_PEER_ADDRESS);
            attributes.add(
                    switch (type) {
                        case StunAttributeType.XOR_MAPPED_ADDRESS -> new StunAttribute.XorMappedAddress(address);
                        case StunAttributeType.XOR_PEER_ADDRESS -> new StunAttribute.XorPeerAddress(address);
                        case StunAttributeType.XOR_RELAYED_ADDRESS -> new StunAttribute.XorRelayedAddress(address);
                        case StunAttributeType.MAPPED_ADDRESS -> new StunAttribute.MappedAddress(address);
                        default -> new StunAttribute.AlternateServer(address);
                    });
        }

        private void text(int type, int at, int length) {
            int most = type == StunAttributeType.USERNAME ? StunText.MAX_USERNAME : StunText.MAX_TEXT;
            String text = readText(at, length, most);
            if (problem.isEmpty() && type == StunAttributeType.ALTERNATE_DOMAIN && !StunText.isDomain(text)) {
                problem = "ALTERNATE-DOMAIN is no name of the DNS";
            }
            if (!problem.isEmpty()) {
                return;
            }
            attributes.add(
                    switch (type) {
                        case StunAttributeType.ALTERNATE_DOMAIN -> new StunAttribute.AlternateDomain(text);
                        case StunAttributeType.USERNAME -> new StunAttribute.Username(text);
                        case StunAttributeType.REALM -> new StunAttribute.Realm(text);
                        case StunAttributeType.NONCE -> new StunAttribute.Nonce(text);
                        default -> new StunAttribute.Software(text);
                    });
        }

        private String readText(int at, int length, int most) {
            String text = length > most ? "" : new String(wire, at, length, StandardCharsets.UTF_8);
            if (length > most) {
                problem = "text of " + length + " bytes, more than " + most;
            } else if (!sameBytes(text.getBytes(StandardCharsets.UTF_8), at, length)) {
                problem = "text is not UTF-8";
            }
            return text;
        }

        /** Malformed UTF-8 does not survive being read and written. */
        private boolean sameBytes(byte[] written, int at, int length) {
            return Arrays.equals(written, 0, written.length, wire, at, at + length);
        }

        private void errorCode(int type, int at, int length) {
            if (length < 4) {
                problem = "ERROR-CODE of " + length + " bytes";
                return;
            }
            int hundreds = wire[at + 2] & 7;
            int rest = wire[at + 3] & 0xFF;
            if (hundreds < 3 || hundreds > 6 || rest > 99) {
                problem = "ERROR-CODE class " + hundreds + " number " + rest;
                return;
            }
            String reason = readText(at + 4, length - 4, StunText.MAX_TEXT);
            if (problem.isEmpty()) {
                int code = hundreds * 100 + rest;
                attributes.add(
                        type == StunAttributeType.ERROR_CODE
                                ? new StunAttribute.ErrorCode(code, reason)
                                : new StunAttribute.AddressErrorCode(wire[at] & 0xFF, code));
            }
        }

        private void unknownAttributes(int at, int length) {
            if (length % 2 != 0) {
                problem = "UNKNOWN-ATTRIBUTES of " + length + " bytes";
                return;
            }
            List<Integer> types = new ArrayList<>(length / 2);
            for (int i = 0; i < length; i += 2) {
                types.add(shortAt(at + i));
            }
            attributes.add(new StunAttribute.UnknownAttributes(types));
        }

        private void ice(int type, int at, int length) {
            int expected =
                    switch (type) {
                        case StunAttributeType.PRIORITY -> 4;
                        case StunAttributeType.USE_CANDIDATE -> 0;
                        default -> 8;
                    };
            if (length != expected) {
                problem = "attribute " + Integer.toHexString(type) + " of " + length + " bytes";
                return;
            }
            ByteBuffer in = ByteBuffer.wrap(wire);
            attributes.add(
                    switch (type) {
                        case StunAttributeType.PRIORITY -> new StunAttribute.Priority(in.getInt(at) & 0xFFFF_FFFFL);
                        case StunAttributeType.USE_CANDIDATE -> new StunAttribute.UseCandidate();
                        case StunAttributeType.ICE_CONTROLLED -> new StunAttribute.IceControlled(in.getLong(at));
                        default -> new StunAttribute.IceControlling(in.getLong(at));
                    });
        }

        private void fixed(int type, int at, int length) {
            int expected =
                    switch (type) {
                        case StunAttributeType.USERHASH -> StunAttribute.UserHash.LENGTH;
                        case StunAttributeType.EVEN_PORT -> 1;
                        default -> 4;
                    };
            if (length != expected) {
                problem = "attribute " + Integer.toHexString(type) + " of " + length + " bytes";
                return;
            }
            attributes.add(
                    switch (type) {
                        case StunAttributeType.USERHASH -> new StunAttribute.UserHash(
                                HexFormat.of().formatHex(wire, at, at + length));
                        case StunAttributeType.CHANNEL_NUMBER -> new StunAttribute.ChannelNumber(shortAt(at));
                        case StunAttributeType.LIFETIME -> new StunAttribute.Lifetime(
                                ByteBuffer.wrap(wire).getInt(at) & 0xFFFF_FFFFL);
                        case StunAttributeType.REQUESTED_TRANSPORT -> new StunAttribute.RequestedTransport(
                                wire[at] & 0xFF);
                        case StunAttributeType.EVEN_PORT -> new StunAttribute.EvenPort(wire[at] < 0);
                        case StunAttributeType.ADDITIONAL_ADDRESS_FAMILY -> new StunAttribute.AdditionalAddressFamily(
                                wire[at] & 0xFF);
                        default -> new StunAttribute.RequestedAddressFamily(wire[at] & 0xFF);
                    });
        }

        /** Each algorithm is followed by its parameters, padded like an attribute. */
        private void algorithms(int type, int at, int length) {
            List<Integer> found = new ArrayList<>();
            int next = at;
            while (next + 4 <= at + length) {
                found.add(shortAt(next));
                int parameters = shortAt(next + 2);
                next += 4 + parameters + (-parameters & 3);
            }
            boolean list = type == StunAttributeType.PASSWORD_ALGORITHMS;
            // The last one's padding may be left to the attribute's own.
            if (next - at != length + (-length & 3) || found.isEmpty() || !list && found.size() > 1) {
                problem = "attribute " + Integer.toHexString(type) + " of " + length + " bytes does not add up";
            } else if (list) {
                attributes.add(new StunAttribute.PasswordAlgorithms(found));
            } else {
                attributes.add(new StunAttribute.PasswordAlgorithm(found.get(0)));
            }
        }
    }
}
