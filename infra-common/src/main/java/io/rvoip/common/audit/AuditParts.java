package io.rvoip.common.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of an audit log: appends records, starts a new file when one is full, deletes the oldest. Thread-safe. */
final class AuditParts {
    private static final String OWNER_ONLY = "rw-------";

    private final AuditSettings settings;
    private FileChannel current;
    private long size;
    private long number;
    private String hash = AuditLine.NOTHING;
    private OptionalLong unfinished = OptionalLong.empty();

    private AuditParts(AuditSettings settings) throws IOException {
        this.settings = settings;
        current = openFile();
    }

    /** Opens the newest file, or makes it, and goes on at its end. */
    static AuditParts open(AuditSettings settings) throws IOException {
        AuditParts parts = new AuditParts(settings);
        try {
            parts.goOn();
        } catch (IOException failure) {
            parts.close();
            throw failure;
        }
        return parts;
    }

    private void goOn() throws IOException {
        unfinished = withoutUnfinished();
        List<Path> there = AuditChain.parts(settings.file());
        for (int i = there.size() - 1; i >= 0 && number == 0; i--) {
            continueAfter(there.get(i));
        }
        size = current.size();
    }

    /** The bytes of a record that was being written when the machine stopped, removed when the file was opened. */
    Optional<Long> unfinished() {
        return unfinished.isPresent() ? Optional.of(unfinished.getAsLong()) : Optional.empty();
    }

    /** Writes all of them and lets the disk have them; when that fails, the file is as it was before. */
    synchronized void append(List<AuditRecord> records) throws IOException {
        long numberBefore = number;
        String hashBefore = hash;
        long start = size;
        try {
            for (AuditRecord record : records) {
                byte[] line = line(record);
                if (size > 0 && size + line.length > settings.maxFileBytes()) {
                    current.force(false);
                    startNewFile(record.at());
                    line = line(record);
                    numberBefore = number;
                    hashBefore = hash;
                    start = size;
                }
                write(line);
            }
            current.force(false);
        } catch (IOException failure) {
            number = numberBefore;
            hash = hashBefore;
            size = start;
            cutTo(start);
            throw failure;
        }
    }

    private byte[] line(AuditRecord record) {
        return (AuditLine.write(record, number + 1, hash) + '\n').getBytes(StandardCharsets.US_ASCII);
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            current.write(bytes);
        }
        size += line.length;
        number++;
        String text = new String(line, 0, line.length - 1, StandardCharsets.US_ASCII);
        hash = AuditLine.read(text).orElseThrow().hash();
    }

    private void cutTo(long length) {
        try {
            current.truncate(length);
        } catch (IOException again) {
            size = settings.maxFileBytes(); // what is half written stays behind in a file of its own
        }
    }

    private void startNewFile(Instant at) throws IOException {
        List<Path> there = AuditChain.parts(settings.file());
        int highest = there.stream().mapToInt(part -> AuditChain.suffix(settings.file(), part).orElse(0)).max().orElse(0);
        current.close();
        if (Files.exists(settings.file())) { // else an earlier attempt came this far
            Files.move(settings.file(), settings.file().resolveSibling(settings.file().getFileName() + "." + (highest + 1)));
        }
        current = openFile();
        size = 0;
        int tooMany = there.size() + 1 - settings.maxFiles();
        for (int i = 0; i < tooMany; i++) {
            Path oldest = AuditChain.parts(settings.file()).get(0);
            Files.delete(oldest);
        }
        if (tooMany > 0) {
            write(line(AuditLine.deletion(at, firstOf(AuditChain.parts(settings.file()).get(0)) - 1)));
        }
    }

    /** The number of the first record of a file; of the one about to be written where there is none yet. */
    private long firstOf(Path part) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(part, StandardCharsets.ISO_8859_1)) {
            return Optional.ofNullable(lines.readLine()).flatMap(AuditLine::read).map(AuditLine::number).orElse(number + 1);
        }
    }

    private FileChannel openFile() throws IOException {
        Path file = settings.file();
        if (Files.notExists(file)) {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
            } else {
                Files.createFile(file);
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try {
            if (channel.tryLock() == null) {
                throw new IOException(file + " is written by another process");
            }
        } catch (OverlappingFileLockException ours) {
            channel.close();
            throw new IOException(file + " is written by another platform of this process", ours);
        } catch (IOException taken) {
            channel.close();
            throw taken;
        }
        channel.position(channel.size());
        return channel;
    }

    /** What the last record of a file says, as far as it can be read. */
    private void continueAfter(Path part) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(part, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<AuditLine> read = AuditLine.read(line);
                if (read.isPresent()) {
                    number = read.get().number();
                    hash = read.get().hash();
                }
            }
        }
    }

    private OptionalLong withoutUnfinished() throws IOException {
        long end = current.size();
        long at = end;
        ByteBuffer octet = ByteBuffer.allocate(1);
        while (at > 0) {
            octet.clear();
            current.read(octet, at - 1);
            if (octet.get(0) == '\n') {
                break;
            }
            at--;
        }
        current.truncate(at);
        current.position(at);
        return at == end ? OptionalLong.empty() : OptionalLong.of(end - at);
    }

    /** Checks all of it beside the writer; only what then looks wrong is looked at again with nothing being written. */
    AuditChain.Verdict verify() throws IOException {
        try {
            AuditChain.Verdict seen = AuditChain.verify(settings.file());
            return seen.isWhole() ? seen : verifyAlone();
        } catch (NoSuchFileException moved) {
            return verifyAlone();
        }
    }

    private synchronized AuditChain.Verdict verifyAlone() throws IOException {
        return AuditChain.verify(settings.file());
    }

    synchronized void close() {
        try {
            current.close();
        } catch (IOException nothingLeftToDo) {
            // each batch has reached the disk already
        }
    }
}
