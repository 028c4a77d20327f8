package io.rvoip.rtp.mikey;

import java.util.Optional;
import java.util.stream.Stream;

/** What a message is (RFC 3830 table 6.1.a, RFC 4738 section 3.9.1). */
public enum MessageType {
    /** Keys under a pre-shared key. */
    PSK(0),
    /** The answer to {@link #PSK}. */
    PSK_VERIFICATION(1),
    /** Keys under the responder's public key. */
    PUBLIC_KEY(2),
    /** The answer to {@link #PUBLIC_KEY}. */
    PUBLIC_KEY_VERIFICATION(3),
    /** The first half of a Diffie-Hellman exchange. */
    DH(4),
    /** The second half. */
    DH_RESPONSE(5),
    /** A refusal. */
    ERROR(6),
    /** Asks the responder for keys under the initiator's public key. */
    RSA_R(9),
    /** The answer to {@link #RSA_R}. */
    RSA_R_RESPONSE(10);

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<MessageType> numbered(int number) {
        return Stream.of(values()).filter(type -> type.number == number).findFirst();
    }
}
