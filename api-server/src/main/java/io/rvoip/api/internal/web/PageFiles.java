package io.rvoip.api.internal.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The files of the page as the build left them, read once and kept: a few hundred kilobytes. Immutable. */
public final class PageFiles {
    private static final String FOLDER = "/io/rvoip/api/phone/";
    private static final String INVENTORY = FOLDER + "files.txt";
    private static final String HASHED = "assets/";
    private static final int TAG_OCTETS = 16;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8",
            "txt", "text/plain; charset=utf-8", "svg", "image/svg+xml");

    private final Map<String, PageFile> files = new HashMap<>();

    private PageFiles() {}

    /**
     * A file of the page.
     *
     * @param type its content type
     * @param plain its octets, not to be changed
     * @param packed the same by gzip (RFC 1952), not to be changed
     * @param tag stands for its content, without quotes
     * @param hashed whether its name changes with its content, so that it may be kept for ever
     */
    public record PageFile(String type, byte[] plain, byte[] packed, String tag, boolean hashed) {}

    /** Whether the build has made the page. */
    public static boolean areThere() {
        return PageFiles.class.getResource(INVENTORY) != null;
    }

    /**
     * Reads all of them.
     *
     * @throws IllegalStateException when the build left the page out, or a file of it
     */
    public static PageFiles load() {
        PageFiles page = new PageFiles();
        new String(read(INVENTORY), StandardCharsets.UTF_8).lines().forEach(name -> page.files.put(name, file(name)));
        return page;
    }

    /** The file of that name below the page, as in {@code index.html}. */
    public Optional<PageFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    static PageFile file(String name) {
        byte[] plain = read(FOLDER + name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException(name + ": a kind of file this server does not know");
        }
        return new PageFile(type, plain, packed(plain), tag(plain), name.startsWith(HASHED));
    }

    private static byte[] read(String resource) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in this build");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static String tag(byte[] plain) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain), 0, TAG_OCTETS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
