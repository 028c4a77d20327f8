package io.rvoip.common.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("audit.jsonl");
    }

    private static AuditRecord record(int number) {
        return new AuditRecord(NOON, "api.changed", "ops", "127.0.0.1", "hangup c_" + number, "202");
    }

    private AuditFile open(AuditSettings settings) throws IOException {
        return AuditFile.open(settings, TimeSource.system(), Metrics.none());
    }

    private void write(AuditSettings settings, int from, int to) throws IOException {
        try (AuditFile audit = open(settings)) {
            IntStream.rangeClosed(from, to).forEach(number -> audit.record(record(number)));
        }
    }

    private void edit(java.util.function.UnaryOperator<List<String>> change) throws IOException {
        Files.write(file, change.apply(new ArrayList<>(Files.readAllLines(file))));
    }

    private String fault() throws IOException {
        return AuditChain.verify(file).fault().orElse("none");
    }

    @Test
    void writesOneJsonObjectForEachRecord() throws IOException {
        write(AuditSettings.in(file), 1, 2);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("{\"seq\":1,\"at\":\"2026-11-29T12:00:00Z\",\"event\":\"api.changed\",\"who\":\"ops\","
                + "\"from\":\"127.0.0.1\",\"what\":\"hangup c_1\",\"result\":\"202\",\"prev\":\"" + "0".repeat(64) + "\",\"hash\":\"");
        AuditChain.Verdict verdict = AuditChain.verify(file);
        assertThat(verdict.isWhole()).isTrue();
        assertThat(verdict.records()).isEqualTo(2);
        assertThat(lines.get(1)).endsWith("\"hash\":\"" + verdict.last() + "\"}");
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        write(AuditSettings.in(file), 1, 3);
        write(AuditSettings.in(file), 4, 5);
        assertThat(AuditChain.verify(file).records()).isEqualTo(5);
        assertThat(fault()).isEqualTo("none");
    }

    @Test
    void nobodyCanForgeALine() throws IOException {
        try (AuditFile audit = open(AuditSettings.in(file))) {
            audit.record(new AuditRecord(NOON, "sip.login_failed", "mal\",\"prev\":\"x\"}\r\n{\"seq\":9", "é", "x".repeat(5000), ""));
        }
        assertThat(Files.readAllLines(file)).hasSize(1).first().asString()
                .contains("\"who\":\"mal\\\",\\\"prev\\\":\\\"x\\\"}\\u000d\\u000a{\\\"seq\\\":9\"").contains("\"from\":\"\\u00e9\"").hasSizeLessThan(1000);
        assertThat(fault()).isEqualTo("none");
    }

    @Test
    void anEditedRecordIsNamed() throws IOException {
        write(AuditSettings.in(file), 1, 5);
        edit(lines -> {
            lines.set(2, lines.get(2).replace("\"ops\"", "\"eve\""));
            return lines;
        });
        assertThat(fault()).isEqualTo("audit.jsonl line 3: record 3 was changed");
    }

    @Test
    void aRecordTakenOutIsMissed() throws IOException {
        write(AuditSettings.in(file), 1, 5);
        edit(lines -> {
            lines.remove(2);
            return lines;
        });
        assertThat(fault()).isEqualTo("audit.jsonl line 3: record 4 comes after record 2: what was between them is gone");
    }

    @Test
    void theBeginningIsMissedToo() throws IOException {
        write(AuditSettings.in(file), 1, 5);
        edit(lines -> lines.subList(2, 5));
        assertThat(fault()).isEqualTo("begins with record 3: what was before it is gone");
    }

    @Test
    void recordsThatWereMovedAreNamed() throws IOException {
        write(AuditSettings.in(file), 1, 5);
        edit(lines -> {
            Collections.swap(lines, 1, 2);
            return lines;
        });
        assertThat(fault()).isEqualTo("audit.jsonl line 2: record 3 comes after record 1: what was between them is gone");
    }

    @Test
    void aRecordPutInWithAHashOfItsOwnDoesNotBelong() throws IOException {
        write(AuditSettings.in(file), 1, 5);
        edit(lines -> {
            lines.set(3, AuditLine.write(record(77), 4, "f".repeat(64)));
            return lines;
        });
        assertThat(fault()).isEqualTo("audit.jsonl line 4: record 4 does not belong to the one before it");
    }

    @Test
    void whatIsBrokenIsToldAtTheStartAndWrittenOn() throws IOException {
        write(AuditSettings.in(file), 1, 3);
        edit(lines -> {
            lines.set(1, lines.get(1).replace("202", "404"));
            return lines;
        });
        try (AuditFile audit = open(AuditSettings.in(file))) {
            assertThat(audit.health().status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(audit.health().message()).contains("record 2 was changed");
        }
        assertThat(Files.readAllLines(file)).hasSize(4).last().asString().contains("\"seq\":4,").contains("audit.broken").contains("record 2 was changed");
    }

    @Test
    void anUnfinishedRecordIsRemovedAndToldOf() throws IOException {
        write(AuditSettings.in(file), 1, 2);
        Files.writeString(file, "{\"seq\":3,\"at\":\"20", StandardOpenOption.APPEND);
        write(AuditSettings.in(file), 4, 4);
        assertThat(fault()).isEqualTo("none");
        assertThat(Files.readAllLines(file)).hasSize(4).element(2).asString().contains("audit.repaired").contains("17 bytes");
    }

    @Test
    void fullFilesAreKeptAndTheOldestDeletedWithANote() throws IOException {
        AuditSettings small = AuditSettings.in(file).withMaxFileBytes(4096).withMaxFiles(3);
        write(small, 1, 60);
        assertThat(file.resolveSibling("audit.jsonl.1")).doesNotExist();
        try (var there = Files.list(directory)) {
            assertThat(there).hasSize(3).allSatisfy(part -> assertThat(Files.size(part)).isLessThanOrEqualTo(4096));
        }
        assertThat(fault()).isEqualTo("none");
        Files.delete(AuditChain.parts(file).get(0));
        assertThat(fault()).startsWith("begins with record ");
    }

    @Test
    void oneFileAloneIsEnough() throws IOException {
        write(AuditSettings.in(file).withMaxFileBytes(4096).withMaxFiles(1), 1, 40);
        assertThat(AuditChain.parts(file)).containsExactly(file);
        assertThat(fault()).isEqualTo("none");
    }

    @Test
    void recordsThatFindNoRoomAreCounted() throws IOException {
        TestLosses losses = new TestLosses();
        try (AuditFile audit = AuditFile.open(AuditSettings.in(file).withQueue(16), TimeSource.system(), losses)) {
            for (int i = 0; i < 200_000; i++) {
                audit.record(record(i));
            }
        }
        long written = Files.readAllLines(file).stream().filter(line -> line.contains("hangup")).count();
        assertThat(losses.lost.value()).isPositive();
        assertThat(written + losses.lost.value()).isEqualTo(200_000);
        assertThat(fault()).isEqualTo("none");
    }

    @Test
    void twoCannotWriteOneLog() throws IOException {
        try (AuditFile audit = open(AuditSettings.in(file))) {
            assertThat(audit.health()).isEqualTo(Health.healthy("audit"));
            assertThatThrownBy(() -> open(AuditSettings.in(file))).isInstanceOf(IOException.class).hasMessageContaining("another");
        }
    }

    @Test
    void onlyTheOwnerMayRead() throws IOException {
        write(AuditSettings.in(file), 1, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void whatIsRecordedAfterTheEndIsLost() throws IOException {
        AuditFile audit = open(AuditSettings.in(file));
        audit.close();
        audit.record(record(1));
        assertThat(Files.readAllLines(file)).isEmpty();
    }

    /** Counts what was lost. */
    private static final class TestLosses implements Metrics {
        private final Sum lost = new Sum();

        @Override
        public Counter counter(String name, String... tags) {
            return name.equals("rvoip_audit_lost_total") ? lost : new Sum();
        }

        @Override
        public void gauge(String name, java.util.function.DoubleSupplier value, String... tags) { }

        @Override
        public Distribution distribution(String name, String... tags) {
            return value -> { };
        }
    }

    private static final class Sum implements Metrics.Counter {
        private final java.util.concurrent.atomic.AtomicLong sum = new java.util.concurrent.atomic.AtomicLong();

        @Override
        public void add(long amount) {
            sum.addAndGet(amount);
        }

        @Override
        public long value() {
            return sum.get();
        }
    }
}
