package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.rtcp.ReportBlock;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NtpTimeTest {
    @Test
    void countsSecondsFrom1900AndTheirFraction() {
        assertThat(NtpTime.of(Instant.EPOCH)).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.of(Instant.ofEpochSecond(0, 500_000_000))).isEqualTo(0x83AA_7E80_8000_0000L);
        assertThat(NtpTime.of(Instant.ofEpochSecond(-2_208_988_800L))).isZero();
        assertThat(NtpTime.toInstant(0x83AA_7E80_4000_0000L)).isEqualTo(Instant.ofEpochSecond(0, 250_000_000));
    }

    /** The 32 bits in the middle, from the example of RFC 3550 section 6.4.1. */
    @Test
    void takesTheMiddle() {
        assertThat(NtpTime.middle(0xb44d_b705_2000_0000L)).isEqualTo(0xb705_2000);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-5, 0", "1000000000, 65536", "5250000000, 344064", "15258, 0", "15259, 1",
        "65535999999999, 4294967295", "65536000000000, 4294967295", "9000000000000000000, 4294967295"})
    void spansAreUnitsOf65536thsOfASecond(long nanos, long units) {
        assertThat(NtpTime.toUnits(nanos)).isEqualTo(units);
    }

    @Property
    void spansSurviveTheWayThereAndBack(@ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long units) {
        long nanos = NtpTime.toNanos(units);

        assertThat(units - NtpTime.toUnits(nanos)).isBetween(0L, 1L);
    }

    @Property
    void movesByNanos(@ForAll @LongRange(min = -10_000_000_000L, max = 10_000_000_000L) long nanos) {
        Instant origin = Instant.parse("2026-01-05T09:00:00.123456789Z");

        long moved = NtpTime.plusNanos(NtpTime.of(origin), nanos) - NtpTime.of(origin.plusNanos(nanos));

        assertThat(moved).isBetween(-8L, 8L);
    }

    @Test
    void aClockStartedOnceRunsWithTheMonotonicTime() {
        NtpClock clock = NtpClock.startingAt(Instant.EPOCH, 1_000);

        assertThat(clock.at(1_000)).isEqualTo(NtpTime.of(Instant.EPOCH));
        assertThat(clock.at(1_500_001_000)).isEqualTo(NtpTime.of(Instant.ofEpochSecond(1, 500_000_000)));
    }

    /** Figure 2 of RFC 3550: A = 0xb710:8000, LSR = 0xb705:2000, DLSR = 5.250 s, round trip 6.125 s. */
    @Test
    void roundTripOfTheRfcExample() {
        ReportBlock block = block(0xb705_2000, 0x0005_4000);

        assertThat(block.roundTripNanos(0xb44d_b710_8000_0000L)).hasValue(6_125_000_000L);
    }

    @Test
    void roundTripNeedsALastReport() {
        assertThat(block(0, 0x0005_4000).roundTripNanos(0xb44d_b710_8000_0000L)).isEmpty();
    }

    @Test
    void roundTripAcrossTheWrapOfTheMiddle() {
        ReportBlock block = block(0xFFFF_F000, 0x0800);

        assertThat(block.roundTripNanos(0x0000_0000_1000_0000L)).hasValue(NtpTime.toNanos(0x1800));
    }

    @Test
    void aHairBelowZeroIsZeroAndMoreIsNotTrue() {
        assertThat(block(0xb705_2000, 0x0005_4001).roundTripNanos(0xb44d_b70a_6000_0000L)).hasValue(0);
        assertThat(block(0xb705_2000, 0x0007_4000).roundTripNanos(0xb44d_b70a_6000_0000L)).isEmpty();
    }

    private static ReportBlock block(int lastSr, long delay) {
        return new ReportBlock(1, 0, 0, 0, 0, lastSr, delay);
    }
}
