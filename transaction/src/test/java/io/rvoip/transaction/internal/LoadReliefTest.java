package io.rvoip.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.sip.header.Via;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** RFC 7339 §5.4, §5.7 and §7.2. */
class LoadReliefTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 5060);
    private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.9", 5062);
    private static final long MILLI = 1_000_000;

    private final LoadRelief relief = new LoadRelief(new SeededIds(1));
    private long now = -3_000 * MILLI;

    private void hear(int loss, int validity, String sequence) {
        relief.hear(Via.of("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa;oc=" + loss + ";oc-algo=\"loss\";oc-validity="
                + validity + ";oc-seq=" + sequence), PEER, now);
    }

    /** The share of a thousand requests over a second that is kept back. */
    private double keptBack(double sheddable) {
        int kept = 0;
        for (int i = 0; i < 1000; i++) {
            now += MILLI;
            boolean may = i % 10 < sheddable * 10;
            boolean back = relief.keepsBack(may, PEER, now);
            assertThat(may || !back).as("only what may be").isTrue();
            kept += back ? 1 : 0;
        }
        return kept / 1000.0;
    }

    @Test
    void nothingIsKeptFromWhoSaidNothing() {
        assertThat(keptBack(1)).isZero();
    }

    @Test
    void ofWhatMayBeAsMuchIsKeptAsMakesUpForTheRest() {
        for (int i = 0; i < 6; i++) {
            keptBack(0.5); // counts the mix
        }
        hear(20, 10_000, "1.0");
        assertThat(keptBack(0.5)).isCloseTo(0.2, within(0.04));
        hear(45, 10_000, "2.0");
        assertThat(keptBack(0.5)).isCloseTo(0.45, within(0.04));
        hear(80, 10_000, "3.0");
        assertThat(keptBack(0.5)).as("no more than there is").isCloseTo(0.5, within(0.001));
    }

    @Test
    void holdsForItsTimeAndForItsAddress() {
        hear(100, 300, "1.0");
        assertThat(relief.loss(PEER, now)).isEqualTo(100);
        assertThat(relief.loss(OTHER, now)).isZero();
        assertThat(relief.keepsBack(true, OTHER, now)).isFalse();
        now += 299 * MILLI;
        assertThat(relief.keepsBack(true, PEER, now)).isTrue();
        now += MILLI;
        assertThat(relief.keepsBack(true, PEER, now)).isFalse();
    }

    @Test
    void olderAndRepeatedValuesChangeNothing() {
        hear(100, 1000, "5.00002");
        hear(0, 1000, "5.00001");
        hear(10, 1000, "5.00002");
        assertThat(relief.loss(PEER, now)).isEqualTo(100);
        hear(10, 1000, "5.1");
        assertThat(relief.loss(PEER, now)).isEqualTo(10);
    }

    @Test
    void endsWhenToldSo() {
        hear(50, 1000, "1.0");
        hear(50, 0, "1.1");
        assertThat(relief.loss(PEER, now)).isZero();
    }

    @Test
    void whoStartsAnewIsHeardWhenWhatTheySaidBeforeIsOver() {
        hear(50, 1000, "900.0");
        now += 1000 * MILLI;
        hear(20, 1000, "1.0");
        assertThat(relief.loss(PEER, now)).isEqualTo(20);
    }
}
