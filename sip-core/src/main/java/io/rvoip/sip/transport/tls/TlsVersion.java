package io.rvoip.sip.transport.tls;

import java.util.Optional;

/** The versions of TLS that may be spoken; older ones are forbidden (RFC 8996). */
public enum TlsVersion {
    TLS_1_2("TLSv1.2", "1.2"),
    TLS_1_3("TLSv1.3", "1.3");

    private final String jcaName;
    private final String shortName;

    TlsVersion(String jcaName, String shortName) {
        this.jcaName = jcaName;
        this.shortName = shortName;
    }

    /** As in {@code TLSv1.3}. */
    public String jcaName() {
        return jcaName;
    }

    /** As in {@code 1.3}. */
    public String shortName() {
        return shortName;
    }

    /** Reads {@code 1.3} or {@code TLSv1.3}. */
    public static Optional<TlsVersion> of(String text) {
        for (TlsVersion version : values()) {
            if (version.shortName.equals(text) || version.jcaName.equalsIgnoreCase(text)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
