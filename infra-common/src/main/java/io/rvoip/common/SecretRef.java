package io.rvoip.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Where a secret is kept, so that a configuration can be shown and stored without it: {@code ref:env:NAME} is an
 * environment variable, {@code ref:file:PATH} the content of a file less one line end. Printing the reference is
 * harmless. Immutable.
 *
 * @param source the kind of place
 * @param name the variable or the path, not blank
 */
public record SecretRef(Source source, String name) {
    /** The kinds of place. */
    public enum Source {
        /** An environment variable. */
        ENV,
        /** A file of at most 64 KiB. */
        FILE
    }

    private static final String ENV_PREFIX = "ref:env:";
    private static final String FILE_PREFIX = "ref:file:";
    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** Checks the name. */
    public SecretRef {
        Expect.notBlank("name", name);
    }

    /** Whether {@code text} is meant as a reference. */
    public static boolean isReference(String text) {
        return text.startsWith("ref:");
    }

    /**
     * Reads a reference.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static SecretRef parse(String text) {
        if (text.startsWith(ENV_PREFIX)) {
            return new SecretRef(Source.ENV, text.substring(ENV_PREFIX.length()));
        }
        if (text.startsWith(FILE_PREFIX)) {
            return new SecretRef(Source.FILE, text.substring(FILE_PREFIX.length()));
        }
        // the text is not repeated: somebody may have put the secret itself here
        throw new IllegalArgumentException("secret: not a reference (expected: ref:env:NAME or ref:file:PATH)");
    }

    /**
     * Fetches the secret from this process's environment or from disk; blocks on the disk.
     *
     * @throws SecretUnavailableException when there is none, or it is empty
     */
    public Secret resolve() {
        return resolve(System.getenv());
    }

    /** The same with another environment. */
    public Secret resolve(Map<String, String> environment) {
        return switch (source) {
            case ENV -> fromEnvironment(environment);
            case FILE -> fromFile(Path.of(name));
        };
    }

    @Override
    public String toString() {
        return switch (source) {
            case ENV -> ENV_PREFIX + name;
            case FILE -> FILE_PREFIX + name;
        };
    }

    private Secret fromEnvironment(Map<String, String> environment) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new SecretUnavailableException(this, value == null ? "the variable is not set" : "it is empty");
        }
        return Secret.of(value);
    }

    private Secret fromFile(Path file) {
        byte[] content = read(file);
        try {
            int length = withoutLineEnd(content);
            if (length == 0 || content.length > MAX_FILE_BYTES) {
                throw new SecretUnavailableException(this, length == 0 ? "it is empty" : "it is larger than 64 KiB");
            }
            byte[] value = Arrays.copyOf(content, length);
            Secret secret = Secret.of(value);
            Arrays.fill(value, (byte) 0);
            return secret;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException failure) {
            throw new SecretUnavailableException(this, "the file cannot be read (" + failure + ")");
        }
    }

    private static int withoutLineEnd(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }
}
