package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import java.util.List;

/** A part of a message (RFC 3830 section 6). Immutable. */
public sealed interface MikeyPayload {
    /**
     * Encrypted keys (section 6.2).
     *
     * @param encryption 1 is AES-CM-128
     * @param data encrypted sub-payloads, fewer than 2^16 octets
     * @param mac 0 is none, 1 is HMAC-SHA-1-160
     * @param tag of the length that {@code mac} asks for
     */
    record Kemac(int encryption, Octets data, int mac, Octets tag) implements MikeyPayload {}

    /**
     * The envelope key, encrypted for the one who is to read it (section 6.3).
     *
     * @param cache 0: used once; 1 and 2: kept as a pre-shared key
     * @param data fewer than 2^14 octets
     */
    record Envelope(int cache, Octets data) implements MikeyPayload {}

    /**
     * A public Diffie-Hellman value (section 6.4), of a key that is valid without limits.
     *
     * @param group 0 is OAKLEY 5
     * @param value of the group's length
     */
    record DhValue(int group, Octets value) implements MikeyPayload {}

    /**
     * The end of a signed message (section 6.5).
     *
     * @param algorithm 0 is RSA by PKCS #1 version 1.5
     * @param signature fewer than 2^12 octets
     */
    record Signed(int algorithm, Octets signature) implements MikeyPayload {}

    /**
     * When the exchange began (section 6.6).
     *
     * @param type 0 is NTP in UTC, 1 NTP, 2 a counter
     * @param value 64 raw bits; of a counter the lower 32
     */
    record Timestamp(int type, long value) implements MikeyPayload {}

    /**
     * Who somebody is (section 6.7).
     *
     * @param type 0 is a network access identifier, 1 a URI
     * @param name fewer than 2^16 octets
     */
    record Identity(int type, Octets name) implements MikeyPayload {}

    /**
     * A certificate of a chain (section 6.7).
     *
     * @param type 0 is X.509, 1 the URL of one, 2 one for signatures, 3 one for encryption
     * @param data DER, or the URL; fewer than 2^16 octets
     */
    record CertificateData(int type, Octets data) implements MikeyPayload {}

    /**
     * Which certificate of the responder's was used (section 6.8).
     *
     * @param function 0 is SHA-1, 1 is MD5
     * @param hash of the function's length
     */
    record CertificateHash(int function, Octets hash) implements MikeyPayload {}

    /**
     * The proof of the responder (section 6.9).
     *
     * @param mac as in {@link Kemac}
     * @param tag of the length that {@code mac} asks for
     */
    record Verification(int mac, Octets tag) implements MikeyPayload {}

    /**
     * How streams are protected (section 6.10).
     *
     * @param number by which the map of the header names it, 0 to 255
     * @param protocol 0 is SRTP
     * @param parameters in their order
     */
    record SecurityPolicy(int number, int protocol, List<Parameter> parameters) implements MikeyPayload {
        /** Copies the list. */
        public SecurityPolicy {
            parameters = List.copyOf(parameters);
        }

        /**
         * One of them (table 6.10.1.a).
         *
         * @param type 0 to 255
         * @param value at most 255 octets
         */
        public record Parameter(int type, Octets value) {}
    }

    /**
     * A random string (section 6.11).
     *
     * @param value at most 255 octets
     */
    record Rand(Octets value) implements MikeyPayload {}

    /**
     * What went wrong (section 6.12).
     *
     * @param number see {@link MikeyError}
     */
    record Failure(int number) implements MikeyPayload {}

    /**
     * A key, inside {@link Kemac} only (section 6.13).
     *
     * @param type 0 is a TGK, 2 a TEK; 1 and 3 are the same with a salt
     * @param key fewer than 2^16 octets
     * @param salt empty for types without
     * @param validity when it counts
     */
    record KeyData(int type, Secret key, Secret salt, KeyValidity validity) implements MikeyPayload {}

    /**
     * Something more (section 6.15).
     *
     * @param type 1 is the list of key management protocols in the description (RFC 4567 section 7)
     * @param data fewer than 2^16 octets
     */
    record Extension(int type, Octets data) implements MikeyPayload {}
}
