package io.rvoip.common.crypto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A certificate authority of one's own, for demonstrations and tests: issues certificates as PEM files, with P-256 keys in
 * a few milliseconds and with RSA keys in some hundred, for whoever is told to believe it. It writes its own DER, so that it needs nothing beside the JDK. Its keys
 * are in memory only and gone with it, so that nobody can issue more. Thread-safe.
 */
public final class LocalAuthority {
    private static final byte[] ECDSA_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DIGITAL_SIGNATURE = 0x80;
    private static final int ENCRYPT_KEYS = 0x20;
    private static final int SIGN_CERTIFICATES = 0x04;
    private static final int RSA_BITS = 2048;
    private static final int DNS = 0x82;
    private static final int URI = 0x86;
    private static final int IP = 0x87;

    private final KeyPair keys = newKeys(false);
    private final String name;
    private final byte[] certificate;
    private final AtomicLong serial = new AtomicLong(1);

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

    private byte[] certificate(Request request, PublicKey subjectKey, boolean authority) {
        byte[] basic = extension(19, true, authority ? sequence(new byte[] {1, 1, (byte) 0xFF}) : sequence());
        int end = request.rsa ? DIGITAL_SIGNATURE | ENCRYPT_KEYS : DIGITAL_SIGNATURE;
        int uses = authority ? SIGN_CERTIFICATES : end;
        byte[] usage = extension(15, true, tagged(3, new byte[] {(byte) Integer.numberOfTrailingZeros(uses), (byte) uses}));
        byte[] names = request.names.isEmpty() ? new byte[0] : extension(17, false, sequence(request.names.toArray(byte[][]::new)));
        byte[] body = sequence(
            tagged(0xA0, tagged(2, new byte[] {2})),
            tagged(2, BigInteger.valueOf(authority ? 1 : serial.incrementAndGet()).toByteArray()),
            ECDSA_SHA256,
            distinguished(name),
            sequence(time(request.from), time(request.to)),
            distinguished(request.commonName),
            subjectKey.getEncoded(),
            tagged(0xA3, sequence(basic, usage, names)));
        byte[] signature = sign(keys.getPrivate(), body);
        return sequence(body, ECDSA_SHA256, tagged(3, joined(new byte[] {0}, signature)));
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

    private static byte[] extension(int number, boolean critical, byte[] value) {
        byte[] mark = critical ? new byte[] {1, 1, (byte) 0xFF} : new byte[0];
        return sequence(oid(2, 5, 29, number), mark, tagged(4, value));
    }

    private static byte[] distinguished(String commonName) {
        byte[] text = tagged(12, commonName.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(oid(2, 5, 4, 3), text)));
    }

    private static byte[] time(Instant instant) {
        return tagged(23, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... arcs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >> shift != 0) {
                    body.write(arcs[i] >> shift & 0x7F | 0x80);
                }
            }
            body.write(arcs[i] & 0x7F);
        }
        return tagged(6, body.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, joined(parts));
    }

    private static byte[] tagged(int tag, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (body.length < 0x80) {
            out.write(body.length);
        } else if (body.length < 0x100) {
            out.write(0x81);
            out.write(body.length);
        } else {
            out.write(0x82);
            out.write(body.length >> 8);
            out.write(body.length);
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
