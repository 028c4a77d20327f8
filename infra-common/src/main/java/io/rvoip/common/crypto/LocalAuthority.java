package io.rvoip.common.crypto;

import static io.rvoip.common.crypto.Der.bits;
import static io.rvoip.common.crypto.Der.generalizedTime;
import static io.rvoip.common.crypto.Der.integer;
import static io.rvoip.common.crypto.Der.octets;
import static io.rvoip.common.crypto.Der.oid;
import static io.rvoip.common.crypto.Der.sequence;
import static io.rvoip.common.crypto.Der.tagged;
import static io.rvoip.common.crypto.Der.utcTime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A certificate authority of one's own, for demonstrations and tests: issues certificates as PEM files, with P-256 keys in
 * a few milliseconds and with RSA keys in some hundred, for whoever is told to believe it. It writes its own DER, so that it needs nothing beside the JDK. Its keys
 * are in memory only and gone with it, so that nobody can issue more. Thread-safe.
 */
public final class LocalAuthority {
    private static final byte[] ECDSA_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
    private static final int DIGITAL_SIGNATURE = 0x80;
    private static final int ENCRYPT_KEYS = 0x20;
    private static final int SIGN_CERTIFICATES_AND_LISTS = 0x06;
    private static final int RSA_BITS = 2048;
    private static final int DNS = 0x82;
    private static final int URI = 0x86;
    private static final int IP = 0x87;
    private static final Duration LISTS_LAST = Duration.ofDays(1);

    private final KeyPair keys = newKeys(false);
    private final String name;
    private final byte[] certificate;
    private final AtomicLong serial = new AtomicLong(1);
    private final Map<BigInteger, Instant> revoked = new ConcurrentSkipListMap<>();

    /** An authority of that common name, good from yesterday for a year. */
    public LocalAuthority(String name) {
        this.name = name;
        certificate = certificate(new Request(name), keys.getPublic(), true);
    }

    /** What a certificate is to say. */
    public static final class Request {
        private final String commonName;
        private final List<byte[]> names = new ArrayList<>();
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant to = Instant.now().plus(Duration.ofDays(365));
        private boolean rsa;
        private byte[] status = new byte[0];

        /** Good from yesterday for a year, without alternative names. */
        public Request(String commonName) {
            this.commonName = commonName;
        }

        /** With a DNS name. */
        public Request dns(String host) {
            names.add(tagged(DNS, host.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        /** With a URI, as in {@code sip:example.com}. */
        public Request uri(String uri) {
            names.add(tagged(URI, uri.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        /** With an address. */
        public Request ip(String literal) {
            try {
                names.add(tagged(IP, InetAddress.getByName(literal).getAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** With an RSA key of 2048 bits, to which keys may be encrypted, in place of a P-256 key. */
        public Request rsa() {
            rsa = true;
            return this;
        }

        /** With the place of the list of those that were revoked (RFC 5280 §4.2.1.13). */
        public Request crl(URI list) {
            byte[] place = tagged(0xA0, tagged(0xA0, tagged(URI, list.toString().getBytes(StandardCharsets.US_ASCII))));
            status = extension(oid(2, 5, 29, 31), false, sequence(sequence(place)));
            return this;
        }

        /** With the place where its status can be asked for (RFC 5280 §4.2.2.1, RFC 6960). */
        public Request ocsp(URI responder) {
            byte[] place = tagged(URI, responder.toString().getBytes(StandardCharsets.US_ASCII));
            status = extension(oid(1, 3, 6, 1, 5, 5, 7, 1, 1), false, sequence(sequence(oid(1, 3, 6, 1, 5, 5, 7, 48, 1), place)));
            return this;
        }

        /** Good between those instants. */
        public Request valid(Instant start, Instant end) {
            from = start;
            to = end;
            return this;
        }
    }

    /**
     * A certificate and its key in two files.
     *
     * @param certificate the certificate alone: the authority's is not part of it
     * @param key unencrypted PKCS #8
     */
    public record Pair(Path certificate, Path key) { }

    /** Issues a certificate into {@code NAME.pem} and {@code NAME.key} of that directory, in place of what is there. */
    public Pair issue(Path directory, String file, Request request) {
        KeyPair own = newKeys(request.rsa);
        Pair files = new Pair(directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
        write(files.certificate(), "CERTIFICATE", certificate(request, own.getPublic(), false));
        write(files.key(), "PRIVATE KEY", own.getPrivate().getEncoded());
        return files;
    }

    /** The authority's own certificate as {@code NAME.pem} of that directory. */
    public Path write(Path directory, String file) {
        Path path = directory.resolve(file + ".pem");
        write(path, "CERTIFICATE", certificate);
        return path;
    }

    /** Takes back a certificate of its own, from a file: lists and answers say so from now on. */
    public void revoke(Path issued) {
        revoked.putIfAbsent(PemFiles.certificates("certificate", issued).get(0).getSerialNumber(), Instant.now());
    }

    /** The list of those it has taken back (RFC 5280 §5), good for a day, as {@code NAME.pem} of that directory. */
    public Path writeRevoked(Path directory, String file) {
        Path path = directory.resolve(file + ".pem");
        write(path, "X509 CRL", revoked());
        return path;
    }

    /** The same list in DER, as it is published. */
    public byte[] revoked() {
        Instant now = Instant.now();
        byte[][] entries = revoked.entrySet().stream()
            .map(entry -> sequence(integer(entry.getKey()), utcTime(entry.getValue()))).toArray(byte[][]::new);
        byte[] body = sequence(integer(BigInteger.ONE), ECDSA_SHA256, distinguished(name), utcTime(now.minusSeconds(60)),
            utcTime(now.plus(LISTS_LAST)), entries.length == 0 ? new byte[0] : sequence(entries));
        return sequence(body, ECDSA_SHA256, bits(sign(keys.getPrivate(), body)));
    }

    /**
     * The answer to somebody who asks whether one certificate is still good (RFC 6960 §4).
     *
     * @param request for one certificate of its own, in DER
     * @throws IllegalArgumentException when it is no such request
     */
    public byte[] status(byte[] request) {
        byte[] asked = Der.first(Der.first(Der.first(Der.first(request))));
        byte[] which = Der.whole(asked);
        Instant when = revoked.get(new BigInteger(Der.last(which)));
        Instant now = Instant.now();
        byte[] good = when == null ? tagged(0x80, new byte[0]) : tagged(0xA1, generalizedTime(when));
        byte[] single = sequence(which, good, generalizedTime(now.minusSeconds(60)), tagged(0xA0, generalizedTime(now.plus(LISTS_LAST))));
        byte[] data = sequence(tagged(0xA1, distinguished(name)), generalizedTime(now), sequence(single));
        byte[] basic = sequence(data, ECDSA_SHA256, bits(sign(keys.getPrivate(), data)));
        return sequence(tagged(10, new byte[1]), tagged(0xA0, sequence(oid(1, 3, 6, 1, 5, 5, 7, 48, 1, 1), octets(basic))));
    }

    private byte[] certificate(Request request, PublicKey subjectKey, boolean authority) {
        byte[] basic = extension(oid(2, 5, 29, 19), true, authority ? sequence(new byte[] {1, 1, (byte) 0xFF}) : sequence());
        int end = request.rsa ? DIGITAL_SIGNATURE | ENCRYPT_KEYS : DIGITAL_SIGNATURE;
        int uses = authority ? SIGN_CERTIFICATES_AND_LISTS : end;
        byte[] usage = extension(oid(2, 5, 29, 15), true, tagged(3, new byte[] {(byte) Integer.numberOfTrailingZeros(uses), (byte) uses}));
        byte[] names = request.names.isEmpty() ? new byte[0] : extension(oid(2, 5, 29, 17), false, sequence(request.names.toArray(byte[][]::new)));
        byte[] body = sequence(
            tagged(0xA0, tagged(2, new byte[] {2})),
            integer(BigInteger.valueOf(authority ? 1 : serial.incrementAndGet())),
            ECDSA_SHA256,
            distinguished(name),
            sequence(utcTime(request.from), utcTime(request.to)),
            distinguished(request.commonName),
            subjectKey.getEncoded(),
            tagged(0xA3, sequence(basic, usage, names, request.status)));
        byte[] signature = sign(keys.getPrivate(), body);
        return sequence(body, ECDSA_SHA256, bits(signature));
    }

    private static KeyPair newKeys(boolean rsa) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
            if (rsa) {
                generator.initialize(RSA_BITS);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA and P-256 are in every JDK", e);
        }
    }

    private static byte[] sign(PrivateKey key, byte[] body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ECDSA is in every JDK", e);
        }
    }

    private static void write(Path file, String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            Files.writeString(file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] extension(byte[] kind, boolean critical, byte[] value) {
        byte[] mark = critical ? new byte[] {1, 1, (byte) 0xFF} : new byte[0];
        return sequence(kind, mark, octets(value));
    }

    private static byte[] distinguished(String commonName) {
        byte[] text = tagged(12, commonName.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(oid(2, 5, 4, 3), text)));
    }
}
