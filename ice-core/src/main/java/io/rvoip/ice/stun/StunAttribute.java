package io.rvoip.ice.stun;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One attribute (RFC 8489 §14, RFC 8445 §7.1, RFC 8656 §18). Values are validated by their constructors, except those of
 * {@link Other}, whose bytes nobody here understands.
 */
public sealed interface StunAttribute {
    /** The attribute's number; {@link StunAttributeType} names those understood here. */
    int type();

    /** Where a request came from, in clear (§14.1). For RFC 3489 clients only. */
    record MappedAddress(InetSocketAddress address) implements StunAttribute {
        public MappedAddress {
            StunText.requireResolved("address", address);
        }

        @Override
        public int type() {
            return StunAttributeType.MAPPED_ADDRESS;
        }
    }

    /** Where a request came from (§14.2). */
    record XorMappedAddress(InetSocketAddress address) implements StunAttribute {
        public XorMappedAddress {
            StunText.requireResolved("address", address);
        }

        @Override
        public int type() {
            return StunAttributeType.XOR_MAPPED_ADDRESS;
        }
    }

    /** Another server to try (§14.15). */
    record AlternateServer(InetSocketAddress address) implements StunAttribute {
        public AlternateServer {
            StunText.requireResolved("address", address);
        }

        @Override
        public int type() {
            return StunAttributeType.ALTERNATE_SERVER;
        }
    }

    /** Whom the certificate of that server is for, over TLS (§14.16): a name of the DNS, 1-255 ASCII characters. */
    record AlternateDomain(String name) implements StunAttribute {
        public AlternateDomain {
            if (!StunText.isDomain(name)) {
                throw new IllegalArgumentException("name: " + name.length() + " characters (expected: a name of the DNS, at most 255)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.ALTERNATE_DOMAIN;
        }
    }

    /** Whose credentials protect the message (§14.3): less than 509 bytes of UTF-8. */
    record Username(String value) implements StunAttribute {
        public Username {
            StunText.requireBytes("username", value, StunText.MAX_USERNAME);
        }

        @Override
        public int type() {
            return StunAttributeType.USERNAME;
        }
    }

    /** The realm of long-term credentials (§14.9): at most 763 bytes. */
    record Realm(String value) implements StunAttribute {
        public Realm {
            StunText.requireBytes("realm", value, StunText.MAX_TEXT);
        }

        @Override
        public int type() {
            return StunAttributeType.REALM;
        }
    }

    /** A nonce of the server (§14.10): at most 763 bytes. */
    record Nonce(String value) implements StunAttribute {
        public Nonce {
            StunText.requireBytes("nonce", value, StunText.MAX_TEXT);
        }

        @Override
        public int type() {
            return StunAttributeType.NONCE;
        }
    }

    /** What software sent the message (§14.14): at most 763 bytes, for people only. */
    record Software(String value) implements StunAttribute {
        public Software {
            StunText.requireBytes("software", value, StunText.MAX_TEXT);
        }

        @Override
        public int type() {
            return StunAttributeType.SOFTWARE;
        }
    }

    /**
     * Why a request failed (§14.8).
     *
     * @param code 300-699
     * @param reason at most 763 bytes, may be empty
     */
    record ErrorCode(int code, String reason) implements StunAttribute {
        public static final int TRY_ALTERNATE = 300;
        public static final int BAD_REQUEST = 400;
        public static final int UNAUTHENTICATED = 401;
        public static final int FORBIDDEN = 403;
        public static final int UNKNOWN_ATTRIBUTE = 420;
        public static final int ALLOCATION_MISMATCH = 437;
        public static final int STALE_NONCE = 438;
        public static final int FAMILY_NOT_SUPPORTED = 440;
        public static final int WRONG_CREDENTIALS = 441;
        public static final int UNSUPPORTED_TRANSPORT = 442;
        public static final int PEER_FAMILY_MISMATCH = 443;
        public static final int QUOTA_REACHED = 486;
        public static final int ROLE_CONFLICT = 487;
        public static final int SERVER_ERROR = 500;
        public static final int INSUFFICIENT_CAPACITY = 508;

        public ErrorCode {
            if (code < 300 || code > 699) {
                throw new IllegalArgumentException("code: " + code + " (expected: 300-699)");
            }
            StunText.requireBytes("reason", reason, StunText.MAX_TEXT);
        }

        @Override
        public int type() {
            return StunAttributeType.ERROR_CODE;
        }
    }

    /** The types a 420 complains of (§14.13). */
    record UnknownAttributes(List<Integer> types) implements StunAttribute {
        public UnknownAttributes {
            types = List.copyOf(types);
            for (int type : types) {
                if (type < 0 || type > 0xFFFF) {
                    throw new IllegalArgumentException("type: " + type + " (expected: 0-65535)");
                }
            }
        }

        @Override
        public int type() {
            return StunAttributeType.UNKNOWN_ATTRIBUTES;
        }
    }

    /** The priority of a peer-reflexive candidate learned from this check, 1 to 2³¹-1 (RFC 8445 §7.1.1). */
    record Priority(long value) implements StunAttribute {
        public Priority {
            if (value < 0 || value > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("priority: " + value + " (expected: 0-4294967295)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.PRIORITY;
        }
    }

    /** The controlling agent picks this pair (RFC 8445 §7.1.2). */
    record UseCandidate() implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.USE_CANDIDATE;
        }
    }

    /** The sender is controlled; the tie-breaker is an unsigned 64 bit number (RFC 8445 §7.1.3). */
    record IceControlled(long tieBreaker) implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.ICE_CONTROLLED;
        }
    }

    /** The sender is controlling; the tie-breaker is an unsigned 64 bit number (RFC 8445 §7.1.3). */
    record IceControlling(long tieBreaker) implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.ICE_CONTROLLING;
        }
    }

    /** HMAC-SHA1 is present (§14.5); checked by {@link StunMessage#verifies}. */
    record MessageIntegrity() implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.MESSAGE_INTEGRITY;
        }
    }

    /**
     * HMAC-SHA256 is present (§14.6); checked by {@link StunMessage#verifies}.
     *
     * @param length bytes kept of the HMAC: 16, 20, 24, 28 or 32
     */
    record MessageIntegritySha256(int length) implements StunAttribute {
        public MessageIntegritySha256 {
            if (length < 16 || length > 32 || length % 4 != 0) {
                throw new IllegalArgumentException("length: " + length + " (expected: 16, 20, 24, 28 or 32)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.MESSAGE_INTEGRITY_SHA256;
        }
    }

    /** The CRC is present and right (§14.7): a message with a wrong one is not parsed. */
    record Fingerprint() implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.FINGERPRINT;
        }
    }

    /** Whose credentials protect the message, hidden from onlookers (§14.4): {@link StunKey#userHash} makes one. */
    record UserHash(String hex) implements StunAttribute {
        static final int LENGTH = 32;

        public UserHash {
            if (!hex.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("hex: " + hex + " (expected: 64 lower-case hexadecimal digits)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.USERHASH;
        }
    }

    /**
     * How the key of long-term credentials was derived (§14.12).
     *
     * @param algorithm {@link #MD5}, {@link #SHA256} or a number nobody here knows
     */
    record PasswordAlgorithm(int algorithm) implements StunAttribute {
        public static final int MD5 = 1;
        public static final int SHA256 = 2;

        public PasswordAlgorithm {
            StunText.requireShort("algorithm", algorithm);
        }

        @Override
        public int type() {
            return StunAttributeType.PASSWORD_ALGORITHM;
        }
    }

    /** How a server lets keys be derived, best first (§14.11). Parameters, which no known one has, are not kept. */
    record PasswordAlgorithms(List<Integer> algorithms) implements StunAttribute {
        public PasswordAlgorithms {
            algorithms = List.copyOf(algorithms);
            algorithms.forEach(algorithm -> StunText.requireShort("algorithm", algorithm));
        }

        @Override
        public int type() {
            return StunAttributeType.PASSWORD_ALGORITHMS;
        }
    }

    /** A channel to a peer, 0x4000-0x4FFF when it is a valid one (RFC 8656 §18.1). */
    record ChannelNumber(int number) implements StunAttribute {
        public ChannelNumber {
            StunText.requireShort("number", number);
        }

        @Override
        public int type() {
            return StunAttributeType.CHANNEL_NUMBER;
        }
    }

    /** How long an allocation lives, in seconds, 0 to 2³²-1; 0 ends it (RFC 8656 §18.2). */
    record Lifetime(long seconds) implements StunAttribute {
        public Lifetime {
            if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("seconds: " + seconds + " (expected: 0-4294967295)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.LIFETIME;
        }
    }

    /** The far end of relayed data (RFC 8656 §18.3). */
    record XorPeerAddress(InetSocketAddress address) implements StunAttribute {
        public XorPeerAddress {
            StunText.requireResolved("address", address);
        }

        @Override
        public int type() {
            return StunAttributeType.XOR_PEER_ADDRESS;
        }
    }

    /**
     * Relayed data is present (RFC 8656 §18.4); its bytes are had from {@link StunMessage#data}.
     *
     * @param length bytes
     */
    record Data(int length) implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.DATA;
        }
    }

    /** Where a relay takes data for us (RFC 8656 §18.5). */
    record XorRelayedAddress(InetSocketAddress address) implements StunAttribute {
        public XorRelayedAddress {
            StunText.requireResolved("address", address);
        }

        @Override
        public int type() {
            return StunAttributeType.XOR_RELAYED_ADDRESS;
        }
    }

    /**
     * Which kind of address a relay shall allocate (RFC 8656 §18.6).
     *
     * @param family 1 for IPv4, 2 for IPv6
     */
    record RequestedAddressFamily(int family) implements StunAttribute {
        public RequestedAddressFamily {
            StunText.requireOctet("family", family);
        }

        @Override
        public int type() {
            return StunAttributeType.REQUESTED_ADDRESS_FAMILY;
        }
    }

    /**
     * That the port of a relay shall be even (RFC 8656 §18.7).
     *
     * @param reserve whether the next one shall be kept
     */
    record EvenPort(boolean reserve) implements StunAttribute {
        @Override
        public int type() {
            return StunAttributeType.EVEN_PORT;
        }
    }

    /**
     * The second family that is wished for (RFC 8656 §18.11).
     *
     * @param family 2 for IPv6, the only one allowed
     */
    record AdditionalAddressFamily(int family) implements StunAttribute {
        public AdditionalAddressFamily {
            StunText.requireOctet("family", family);
        }

        @Override
        public int type() {
            return StunAttributeType.ADDITIONAL_ADDRESS_FAMILY;
        }
    }

    /**
     * Why there is no relay in one of two families (RFC 8656 §18.12).
     *
     * @param family 1 for IPv4, 2 for IPv6
     * @param code 300-699
     */
    record AddressErrorCode(int family, int code) implements StunAttribute {
        public AddressErrorCode {
            StunText.requireOctet("family", family);
            if (code < 300 || code > 699) {
                throw new IllegalArgumentException("code: " + code + " (expected: 300-699)");
            }
        }

        @Override
        public int type() {
            return StunAttributeType.ADDRESS_ERROR_CODE;
        }
    }

    /**
     * What a relay shall carry (RFC 8656 §18.8).
     *
     * @param protocol an IP protocol number; {@link #UDP} is the only one allowed
     */
    record RequestedTransport(int protocol) implements StunAttribute {
        public static final int UDP = 17;

        public RequestedTransport {
            StunText.requireOctet("protocol", protocol);
        }

        @Override
        public int type() {
            return StunAttributeType.REQUESTED_TRANSPORT;
        }
    }

    /**
     * An attribute this codec does not know.
     *
     * @param type 0-65535
     * @param length bytes of its value; the bytes themselves stay in the message
     */
    record Other(int type, int length) implements StunAttribute {}
}
