package io.rvoip.rtp.zrtp;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a {@link ZrtpCacheFile}: a line that names the format, one with our ZID, and one for each far end, the one not
 * called for longest first.
 *
 * <pre>
 * rvoip-zrtp 1
 * zid 0123456789abcdef01234567
 * peer ZID RS1 RS2|- verified|unverified SECONDS|-
 * </pre>
 */
record CacheText(Zid zid, Map<Zid, ZrtpCacheFile.Kept> kept) {
    private static final String FORMAT = "rvoip-zrtp 1";
    private static final String NONE = "-";
    private static final int SECRET_BYTES = 32;
    private static final int MOST_BYTES = 1 << 24;

    /** Empty when there is no such file. @param now what ended before is left out */
    static Optional<CacheText> read(Path file, Instant now) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] octets = new byte[0];
        try {
            requireOwnersAlone(file);
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + " is none of ours (expected: a file that was written here)");
            }
            octets = Files.readAllBytes(file);
            return Optional.of(parse(file, new String(octets, StandardCharsets.US_ASCII).lines().toList(), now));
        } catch (IOException failure) {
            throw new IllegalArgumentException(file + " cannot be read (expected: a file of ours)", failure);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static void requireOwnersAlone(Path file) throws IOException {
        if (isPosix(file) && Files.isRegularFile(file)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE).containsAll(mode)) {
                throw new IllegalArgumentException(file + " has mode " + PosixFilePermissions.toString(mode)
                        + " (expected: rw-------, for it holds secrets)");
            }
        }
    }

    private static CacheText parse(Path file, List<String> lines, Instant now) {
        if (lines.size() < 2 || !lines.get(0).equals(FORMAT) || !lines.get(1).startsWith("zid ")) {
            throw new IllegalArgumentException(file + " does not begin with \"" + FORMAT + "\" and a ZID (expected: a file "
                    + "that was written here)");
        }
        Map<Zid, ZrtpCacheFile.Kept> kept = ZrtpCacheFile.inOrderOfUse();
        int number = 2;
        try {
            Zid zid = Zid.of(lines.get(1).substring("zid ".length()));
            for (String line : lines.subList(2, lines.size())) {
                number++;
                String[] words = line.split(" ");
                if (words.length != 6 || !words[0].equals("peer")) {
                    throw new IllegalArgumentException(line);
                }
                ZrtpCacheFile.Kept entry = entry(words);
                if (entry.until() == null || entry.until().isAfter(now)) {
                    kept.put(Zid.of(words[1]), entry);
                }
            }
            return new CacheText(zid, kept);
        } catch (IllegalArgumentException unreadable) {
            // its own message may hold secrets
            throw new IllegalArgumentException(file + ": line " + number + " makes no sense (expected: a file that was written here)");
        }
    }

    private static ZrtpCacheFile.Kept entry(String[] words) {
        Optional<Secret> rs2 = words[3].equals(NONE) ? Optional.empty() : Optional.of(secret(words[3]));
        boolean verified = words[4].equals("verified");
        if (!verified && !words[4].equals("unverified")) {
            throw new IllegalArgumentException(words[4]);
        }
        return new ZrtpCacheFile.Kept(new RetainedSecrets(secret(words[2]), rs2, verified),
                words[5].equals(NONE) ? null : Instant.ofEpochSecond(Long.parseLong(words[5])));
    }

    private static Secret secret(String hex) {
        byte[] octets = Bytes.fromHex(hex);
        if (octets.length != SECRET_BYTES) {
            throw new IllegalArgumentException(octets.length + " octets");
        }
        Secret secret = Secret.of(octets);
        Arrays.fill(octets, (byte) 0);
        return secret;
    }

    /** Puts this in the place of the file, whole or not at all, readable by its owner alone. Blocks. */
    void replace(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        byte[] octets = toText().getBytes(StandardCharsets.US_ASCII);
        try (SeekableByteChannel channel = Files.newByteChannel(fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC), owners(file))) {
            ByteBuffer left = ByteBuffer.wrap(octets);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String toText() {
        StringBuilder text = new StringBuilder(FORMAT).append("\nzid ").append(zid).append('\n');
        kept.forEach((peer, entry) -> {
            RetainedSecrets secrets = entry.secrets();
            text.append("peer ").append(peer).append(' ').append(secrets.rs1().with(Bytes::hex)).append(' ')
                    .append(secrets.rs2().map(rs2 -> rs2.with(Bytes::hex)).orElse(NONE))
                    .append(secrets.verified() ? " verified " : " unverified ")
                    .append(entry.until() == null ? NONE : String.valueOf(entry.until().getEpochSecond())).append('\n');
        });
        return text.toString();
    }

    private static FileAttribute<?>[] owners(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "CacheText[" + zid + ", " + kept.size() + "]";
    }
}
