package io.rvoip.rtp.dtls;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who begins the handshake: the values of {@code a=setup} (RFC 4145 section 4, RFC 8842 section 5). */
public enum DtlsSetup {
    /** The writer takes either part. */
    ACTPASS,
    /** The writer sends the ClientHello. */
    ACTIVE,
    /** The writer waits for it. */
    PASSIVE,
    /** Not now: for TCP alone, never with DTLS. */
    HOLDCONN;

    /** The name of the attribute. */
    public static final String NAME = "setup";

    /** Of this value, exactly as it is written in descriptions. */
    public static Optional<DtlsSetup> named(String value) {
        return Stream.of(values()).filter(setup -> setup.word().equals(value)).findFirst();
    }

    /** As it is written in descriptions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is left for the other side, which takes {@code choice} where it may choose. */
    public DtlsSetup reversed(DtlsSetup choice) {
        return switch (this) {
            case ACTPASS -> choice;
            case ACTIVE -> PASSIVE;
            case PASSIVE -> ACTIVE;
            case HOLDCONN -> HOLDCONN;
        };
    }
}
