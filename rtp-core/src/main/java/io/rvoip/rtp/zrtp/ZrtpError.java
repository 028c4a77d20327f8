package io.rvoip.rtp.zrtp;

import java.util.Optional;
import java.util.stream.Stream;

/** Why an exchange ended without keys (RFC 6189 section 5.9). */
public enum ZrtpError {
    /** A message whose checksum is right and whose structure is wrong. */
    MALFORMED(0x10),
    /** Something inside failed. */
    SOFTWARE(0x20),
    /** No version in common. */
    VERSION(0x30),
    /** Hello and Commit contradict each other, or the Hello and its description. */
    HELLO_MISMATCH(0x40),
    /** A hash that was not offered. */
    HASH(0x51),
    /** A cipher that was not offered. */
    CIPHER(0x52),
    /** A key agreement that was not offered. */
    KEY_AGREEMENT(0x53),
    /** An authentication tag that was not offered. */
    AUTH_TAG(0x54),
    /** A rendering of the short authentication string that was not offered. */
    SAS_TYPE(0x55),
    /** Multistream or Preshared mode without a secret to base it on. */
    NO_SHARED_SECRET(0x56),
    /** A public value nobody honest sends: weak, or not on the curve. An attack. */
    BAD_PUBLIC_VALUE(0x61),
    /** The public value is not the one committed to. An attack. */
    COMMITMENT_BROKEN(0x62),
    /** A Confirm that the agreed keys do not fit. */
    BAD_CONFIRM(0x70),
    /** A nonce that was used before. */
    NONCE_REUSED(0x80),
    /** The far end has our ZID: we talk to ourselves. */
    EQUAL_ZIDS(0x90),
    /** The far end did not go on. */
    TIMEOUT(0xB0),
    /** The far end gave a reason that is not in the list. */
    OTHER(0);

    private final int code;

    ZrtpError(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }

    static ZrtpError of(int code) {
        Optional<ZrtpError> known = Stream.of(values()).filter(error -> error.code == code).findFirst();
        return known.orElse(OTHER);
    }
}
