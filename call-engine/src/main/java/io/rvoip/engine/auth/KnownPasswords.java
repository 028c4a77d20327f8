package io.rvoip.engine.auth;

import io.rvoip.common.crypto.CryptoProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The 3,000 passwords of at least 12 characters that turn up most often in leaked collections (ASVS 6.2.4), whatever
 * their case. Kept as the first eight octets of their SHA-256: enough to recognise them, and nobody has to read them.
 * Read once, when first asked; immutable afterwards.
 */
final class KnownPasswords {
    private static final String FILE = "common-passwords.sha256";

    private KnownPasswords() {}

    static boolean contains(String password) {
        return Loaded.MARKS.contains(mark(password));
    }

    static int size() {
        return Loaded.MARKS.size();
    }

    private static long mark(String password) {
        byte[] text = password.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(CryptoProvider.jdk().digest("SHA-256").digest(text)).getLong();
    }

    private static final class Loaded {
        private static final Set<Long> MARKS = read();

        private static Set<Long> read() {
            try (InputStream file = KnownPasswords.class.getResourceAsStream(FILE)) {
                if (file == null) {
                    throw new IllegalStateException(FILE + " is not in the program");
                }
                ByteBuffer octets = ByteBuffer.wrap(file.readAllBytes());
                Set<Long> marks = new HashSet<>();
                while (octets.remaining() >= Long.BYTES) {
                    marks.add(octets.getLong());
                }
                return Set.copyOf(marks);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
