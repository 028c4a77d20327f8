package io.rvoip.rtp.mikey;

import java.util.Optional;
import java.util.stream.Stream;

/** Why an exchange fails, by the numbers of the error payload (RFC 3830 table 6.12, RFC 4738 section 3.9.2). */
public enum MikeyError {
    /** A MAC or a signature is wrong. */
    AUTHENTICATION,
    /** Too old, too new, or seen before. */
    TIMESTAMP,
    /** A pseudo-random function other than MIKEY-1. */
    PRF,
    /** A MAC algorithm other than HMAC-SHA-1. */
    MAC,
    /** Keys encrypted otherwise than with AES in counter mode. */
    ENCRYPTION,
    /** Certificates named by another hash. */
    HASH,
    /** A Diffie-Hellman group other than OAKLEY 5. */
    DH_GROUP,
    /** Somebody else than expected. */
    IDENTITY,
    /** A certificate that proves nothing. */
    CERTIFICATE,
    /** Not for SRTP. */
    POLICY_TYPE,
    /** For SRTP in a way that is not allowed here. */
    POLICY,
    /** A kind of exchange that is not configured here. */
    DATA_TYPE,
    /** Anything else. */
    UNSPECIFIED,
    /** No MIKEY message at all. */
    UNREADABLE;

    /** On the wire. */
    int number() {
        return ordinal();
    }

    /** Whether it is only that one side does not have what the other wants, so that another way to keys may do. */
    public boolean lacking() {
        return switch (this) {
            case PRF, MAC, ENCRYPTION, HASH, DH_GROUP, POLICY_TYPE, POLICY, DATA_TYPE -> true;
            case AUTHENTICATION, TIMESTAMP, IDENTITY, CERTIFICATE, UNSPECIFIED, UNREADABLE -> false;
        };
    }

    static Optional<MikeyError> numbered(int number) {
        return Stream.of(values()).filter(error -> error.number() == number).findFirst();
    }
}
