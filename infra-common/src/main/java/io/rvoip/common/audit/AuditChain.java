package io.rvoip.common.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an audit log is as it was written: no record changed, left out, put in or moved, over all of its files. What it
 * cannot see: records cut off at the end, and a chain somebody wrote anew from the first change on; whoever has to
 * exclude that keeps the last hash somewhere else. Confined to one thread; reads files.
 */
public final class AuditChain {
    private long records;
    private long number;
    private long first;
    private long deleted;
    private String hash = AuditLine.NOTHING;
    private @Nullable String fault;

    private AuditChain() {}

    /**
     * What was found.
     *
     * @param records read, up to the fault if there is one
     * @param last the hash of the last of them; 64 zeros where there is none
     * @param fault the first one, by file and line
     */
    public record Verdict(long records, String last, Optional<String> fault) {
        /** Whether the log is as it was written. */
        public boolean isWhole() {
            return fault.isEmpty();
        }
    }

    /**
     * Reads all files of a log; those deleted because there were too many are told of by the log itself.
     *
     * @throws IOException when a file cannot be read
     */
    public static Verdict verify(Path file) throws IOException {
        AuditChain chain = new AuditChain();
        for (Path part : parts(file)) {
            chain.read(part);
            if (chain.fault != null) {
                break;
            }
        }
        if (chain.fault == null && chain.records > 0 && chain.first != chain.deleted + 1) {
            chain.fault = "begins with record " + chain.first + ": what was before it is gone";
        }
        return new Verdict(chain.records, chain.hash, Optional.ofNullable(chain.fault));
    }

    /** The files of a log, oldest first. */
    static List<Path> parts(Path file) throws IOException {
        List<Path> parts = new ArrayList<>();
        Path directory = file.toAbsolutePath().getParent();
        try (Stream<Path> beside = Files.list(directory)) {
            beside.filter(one -> suffix(file, one).isPresent() && Files.isRegularFile(one)).forEach(parts::add);
        }
        parts.sort(Comparator.comparingInt(part -> suffix(file, part).orElse(0)));
        if (Files.exists(file)) {
            parts.add(file);
        }
        return parts;
    }

    /** The number behind the name of a file that is full. */
    static OptionalInt suffix(Path file, Path part) {
        String name = part.getFileName().toString();
        String prefix = file.getFileName() + ".";
        return name.startsWith(prefix) && name.substring(prefix.length()).matches("[1-9][0-9]{0,8}")
                ? OptionalInt.of(Integer.parseInt(name.substring(prefix.length()))) : OptionalInt.empty();
    }

    private void read(Path part) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(part, StandardCharsets.ISO_8859_1)) {
            int at = 0;
            for (String line = lines.readLine(); line != null && fault == null; line = lines.readLine()) {
                at++;
                fault = next(line);
                if (fault != null) {
                    fault = part.getFileName() + " line " + at + ": " + fault;
                }
            }
        }
    }

    private @Nullable String next(String text) {
        Optional<AuditLine> read = AuditLine.read(text);
        if (read.isEmpty()) {
            return "is no record";
        }
        AuditLine line = read.get();
        if (!line.intact()) {
            return "record " + line.number() + " was changed";
        }
        boolean begins = records == 0 && (line.number() > 1 || line.previous().equals(AuditLine.NOTHING));
        if (!begins && line.number() != number + 1) {
            return "record " + line.number() + " comes after record " + number
                    + (line.number() > number ? ": what was between them is gone" : ": moved, or put in again");
        }
        if (!begins && !line.previous().equals(hash)) {
            return "record " + line.number() + " does not belong to the one before it";
        }
        first = records == 0 ? line.number() : first;
        deleted = Math.max(deleted, line.deleted());
        records++;
        number = line.number();
        hash = line.hash();
        return null;
    }
}
