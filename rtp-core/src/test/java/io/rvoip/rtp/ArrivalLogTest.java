package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.rtp.rtcp.RtcpReader;
import io.rvoip.rtp.rtcp.RtcpWriter;
import io.rvoip.rtp.rtcp.TransportArrivals;
import io.rvoip.rtp.rtcp.TransportFeedback;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What came and what did not, by numbers that wrap. */
class ArrivalLogTest {
    private static final long MS = 1_000_000;

    private final ArrivalLog log = new ArrivalLog();

    private void arrive(int... numbers) {
        for (int number : numbers) {
            log.arrived(number, 64 * MS);
        }
    }

    private TransportFeedback told() {
        TransportArrivals next = log.tell(1, 2);
        assertThat(next).isNotNull();
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(next), out);
        log.sent();
        return (TransportFeedback) RtcpReader.read(out).packets().get(0);
    }

    private static TransportFeedback of(int first, int packets, int arrived) {
        return new TransportFeedback(1, 2, first, packets, arrived);
    }

    @Test
    void nothingIsToldTwiceUnlessItDoesNotGoOut() {
        assertThat(log.tell(1, 2)).isNull();
        arrive(10, 11);
        assertThat(log.tell(1, 2)).isNotNull();
        assertThat(told()).isEqualTo(of(10, 2, 2));
        assertThat(log.tell(1, 2)).isNull();
        assertThat(log.hasNews()).isFalse();
    }

    @Test
    void whatIsLostIsToldOfAlsoAtTheBeginning() {
        arrive(10, 12);
        assertThat(told()).isEqualTo(of(10, 3, 2));
        arrive(15);
        assertThat(told()).as("13 and 14 are lost").isEqualTo(of(13, 3, 1));
    }

    @Test
    void whoComesLateIsToldOfWhenItDoes() {
        arrive(10, 12);
        told();
        arrive(11, 13, 11);
        assertThat(told()).as("with those behind it once more").isEqualTo(of(11, 3, 3));
    }

    @Test
    void numbersWrap() {
        arrive(65_534, 0, 65_535, 2);
        assertThat(told()).isEqualTo(of(65_534, 5, 4));
        arrive(1);
        assertThat(told()).isEqualTo(of(1, 2, 2));
    }

    @Test
    void ofLongGapsTheLastNumbersAreTold() {
        arrive(10, 10 + ArrivalLog.WINDOW);
        assertThat(told()).isEqualTo(of(11, ArrivalLog.WINDOW, 1));
        arrive(30_000, 30_001);
        assertThat(told()).as("far away it begins anew").isEqualTo(of(30_000, 2, 2));
        arrive(9, 7);
        assertThat(told()).as("backwards too").isEqualTo(of(7, 3, 2));
    }

    @Test
    void manyAreToldInTurns() {
        for (int i = 0; i < 400; i++) {
            arrive(i);
        }
        assertThat(told()).isEqualTo(of(0, ArrivalLog.MOST, ArrivalLog.MOST));
        assertThat(log.hasNews()).isTrue();
        assertThat(told()).isEqualTo(of(ArrivalLog.MOST, 400 - ArrivalLog.MOST, 400 - ArrivalLog.MOST));
        assertThat(log.hasNews()).isFalse();
    }

    /** The largest one fits into a datagram with a report beside it. */
    @Test
    void noneIsLargerThanADatagram() {
        for (int i = 0; i < ArrivalLog.WINDOW; i += 2) {
            log.arrived(i, i * 70 * MS);
        }
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(log.tell(1, 2)), out);
        assertThat(out.readableBytes()).isBetween(600, 1_000);
    }

    @Test
    void anythingMayCome() {
        Random random = new Random(5);
        int at = 0;
        for (int i = 0; i < 50_000; i++) {
            at += random.nextInt(100) == 0 ? random.nextInt(65_536) : random.nextInt(9) - 2;
            log.arrived(at & 0xFFFF, random.nextInt(20) == 0 ? random.nextLong() : i * MS);
            if (random.nextInt(30) == 0 && log.hasNews()) {
                TransportFeedback told = told();
                assertThat(told.arrived()).isBetween(1, ArrivalLog.MOST);
                assertThat(told.packets()).isLessThanOrEqualTo(ArrivalLog.WINDOW);
            }
        }
    }
}
