package io.rvoip.rtp.zrtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the file, how it gets there, and which files are refused. */
class ZrtpCacheFileTest {
    private static final Zid BOB = Zid.of("0b".repeat(12));
    private static final long FOR_EVER = 0xFFFF_FFFFL;

    @TempDir
    private Path dir;

    private final ManualTime time = new ManualTime();
    private final Deque<Runnable> writes = new ArrayDeque<>();
    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("zrtp");
    }

    private ZrtpCacheFile open(int capacity) {
        return ZrtpCacheFile.open(file, capacity, new SeededIds(time.nanoTime()), time, writes::add);
    }

    private void write() {
        writes.forEach(Runnable::run);
        writes.clear();
    }

    private static RetainedSecrets secrets(int octet, boolean verified) {
        byte[] rs1 = new byte[32];
        rs1[0] = (byte) octet;
        byte[] rs2 = new byte[32];
        rs2[31] = (byte) octet;
        return new RetainedSecrets(Secret.of(rs1), verified ? Optional.of(Secret.of(rs2)) : Optional.empty(), verified);
    }

    private static Zid zid(int number) {
        return Zid.of(String.format("%02x", number).repeat(12));
    }

    @Test
    void isThereInTheNextRun() throws IOException {
        ZrtpCacheFile first = open(9);
        first.store(BOB, secrets(7, true), FOR_EVER);
        first.store(zid(1), secrets(8, false), FOR_EVER);
        write();
        time.advance(Duration.ofSeconds(1));
        ZrtpCacheFile second = open(9);

        assertThat(second.zid()).isEqualTo(first.zid());
        assertThat(second.find(BOB)).contains(secrets(7, true));
        assertThat(second.find(zid(1))).contains(secrets(8, false));
        assertThat(Files.list(dir)).containsExactly(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void severalChangesAreOneWriting() throws IOException {
        ZrtpCacheFile cache = open(9);
        cache.store(BOB, secrets(1, false), FOR_EVER);
        cache.store(BOB, secrets(2, false), FOR_EVER);
        cache.forget(zid(1));

        assertThat(writes).hasSize(1);
        write();
        assertThat(open(9).find(BOB)).contains(secrets(2, false));
        cache.forget(BOB);
        write();
        assertThat(Files.readString(file)).doesNotContain("peer");
    }

    @Test
    void isBoundedAndTheOneNotCalledForLongestGoes() {
        ZrtpCacheFile cache = open(2);
        cache.store(zid(1), secrets(1, false), FOR_EVER);
        cache.store(zid(2), secrets(2, false), FOR_EVER);
        cache.find(zid(1));
        cache.store(zid(3), secrets(3, false), FOR_EVER);
        write();

        ZrtpCacheFile next = open(2);
        assertThat(next.find(zid(1))).isPresent();
        assertThat(next.find(zid(2))).isEmpty();
        assertThat(next.find(zid(3))).isPresent();
        assertThat(open(1).find(zid(3))).as("a smaller one").isPresent();
    }

    @Test
    void whatTheFarEndForgetsIsForgotten() {
        open(9).store(BOB, secrets(1, false), 60);
        write();
        time.advance(Duration.ofSeconds(59));
        assertThat(open(9).find(BOB)).isPresent();
        time.advance(Duration.ofSeconds(2));

        assertThat(open(9).find(BOB)).isEmpty();
    }

    @Test
    void aWriterWithoutAThreadIsTriedAgainWithTheNextChange() {
        boolean[] busy = {true};
        ZrtpCacheFile cache = ZrtpCacheFile.open(file, 9, new SeededIds(1), time, task -> {
            if (busy[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });
        cache.store(BOB, secrets(1, false), FOR_EVER);
        busy[0] = false;
        cache.store(zid(1), secrets(2, false), FOR_EVER);

        assertThat(open(9).find(BOB)).isPresent();
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        open(9);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> ZrtpCacheFile.check(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has mode rw-r----- (expected: rw-------");
        assertThatThrownBy(() -> open(9)).hasMessageContaining("has mode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rvoip-zrtp 2\nzid 0b0b0b0b0b0b0b0b0b0b0b0b\n", "rvoip-zrtp 1\nzid 0b\n",
        "rvoip-zrtp 1\nzid 0b0b0b0b0b0b0b0b0b0b0b0b\npeer 0c0c0c0c0c0c0c0c0c0c0c0c 5ec2e7 - verified -\n",
        "rvoip-zrtp 1\nzid 0b0b0b0b0b0b0b0b0b0b0b0b\n5ec2e7\n"})
    void aFileThatIsNoneOfOursIsRefusedAndNotRepeated(String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);

        assertThatThrownBy(() -> ZrtpCacheFile.check(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a file that was written here").hasMessageNotContaining("5ec2e7");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aFileThatCannotBeMadeIsRefused() {
        file = dir.resolve("nowhere/zrtp");

        assertThatThrownBy(() -> open(9)).hasMessageContaining("cannot be written");
    }
}
