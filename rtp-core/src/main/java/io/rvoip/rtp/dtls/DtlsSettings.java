package io.rvoip.rtp.dtls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How handshakes behave. Immutable.
 *
 * @param resend after which a flight without an answer is sent again, and then after twice that, and so on; 50 ms to 1 s
 * @param handshake how long one handshake may take, 1 to 60 s
 * @param patience how long the keys of a call may take, with all attempts, 1 to 120 s
 * @param datagram the most octets of DTLS in one datagram, 300 to 1400
 * @param concurrent handshakes at the same time, each on a thread of its own, 1 to 10,000; more have to wait
 * @param rotation how long a certificate of ours is given to new calls, 1 minute to 30 days
 * @param authorities of which one has to have vouched for the far end's certificate, beside its fingerprint; empty: none
 */
public record DtlsSettings(
        Duration resend, Duration handshake, Duration patience, int datagram, int concurrent, Duration rotation,
        List<X509Certificate> authorities) {
    /** 100 ms, 15 s, 30 s, 1200 octets, 64 handshakes, a certificate a day, fingerprints alone. */
    public static final DtlsSettings DEFAULT = new DtlsSettings(Duration.ofMillis(100), Duration.ofSeconds(15),
            Duration.ofSeconds(30), 1200, 64, Duration.ofDays(1), List.of());

    /** Checks the ranges. */
    public DtlsSettings {
        authorities = List.copyOf(authorities);
        range("resend", resend, Duration.ofMillis(50), Duration.ofSeconds(1));
        range("handshake", handshake, Duration.ofSeconds(1), Duration.ofSeconds(60));
        range("patience", patience, Duration.ofSeconds(1), Duration.ofSeconds(120));
        range("rotation", rotation, Duration.ofMinutes(1), Duration.ofDays(30));
        if (datagram < 300 || datagram > 1400) {
            throw new IllegalArgumentException("datagram: " + datagram + " (expected: 300-1400)");
        }
        if (concurrent < 1 || concurrent > 10_000) {
            throw new IllegalArgumentException("concurrent: " + concurrent + " (expected: 1-10000)");
        }
    }

    private static void range(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** Another patience, for handshakes and for calls. */
    public DtlsSettings withPatience(Duration changed) {
        return new DtlsSettings(resend, changed, changed, datagram, concurrent, rotation, authorities);
    }

    /** More or fewer handshakes at the same time. */
    public DtlsSettings withConcurrent(int changed) {
        return new DtlsSettings(resend, handshake, patience, datagram, changed, rotation, authorities);
    }

    /** With authorities that have to vouch for the far end. */
    public DtlsSettings withAuthorities(List<X509Certificate> changed) {
        return new DtlsSettings(resend, handshake, patience, datagram, concurrent, rotation, changed);
    }
}
