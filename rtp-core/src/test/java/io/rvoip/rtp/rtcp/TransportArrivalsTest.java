package io.rvoip.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** By section 3.1 of draft-holmer-rmcat-transport-wide-cc-extensions-01, by hand and read again by a reader of its own. */
class TransportArrivalsTest {
    private static final long MS = 1_000_000;
    private static final Long LOST = null;

    private static String written(TransportArrivals arrivals) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(arrivals), out);
        assertThat(RtcpReader.read(out).packets()).as("and read").containsExactly(
                new TransportFeedback(1, 7, arrivals.first(), arrivals.packets(), arrivals.arrived()));
        return ByteBufUtil.hexDump(out);
    }

    private static TransportArrivals arrivals(int first, Long... millisTimesFour) {
        TransportArrivals arrivals = new TransportArrivals(1, 7, first, 1);
        for (Long quarter : millisTimesFour) {
            if (quarter == null) {
                arrivals.missing();
            } else {
                assertThat(arrivals.came(quarter * MS / 4)).isTrue();
            }
        }
        return arrivals;
    }

    private static Long[] times(int count, long first, long step) {
        Long[] times = new Long[count];
        for (int i = 0; i < count; i++) {
            times[i] = first + i * step;
        }
        return times;
    }

    /** The first at 64 ms, the unit of the time that counts, the next 1 ms later, one lost, one a quarter later. */
    @Test
    void aFewAreToldWithOneBitEach() {
        assertThat(written(arrivals(16, 256L, 260L, LOST, 261L)))
                .isEqualTo("8fcd0006" + "00000001" + "00000007" + "00100004" + "00000101" + "b4000004" + "01000000");
    }

    @Test
    void manyOfAKindAreARun() {
        assertThat(written(arrivals(0xFFF0, times(20, 0, 4))))
                .isEqualTo("8fcd000a" + "00000001" + "00000007" + "fff00014" + "00000001" + "20140004" + "04040404".repeat(4) + "04040000");
    }

    /** A tenth of a second is too long for one octet, and who was overtaken came before. */
    @Test
    void longAndBackwardStepsTakeTwoOctets() {
        assertThat(written(arrivals(1, 0L, 400L, 396L, LOST)))
                .isEqualTo("8fcd0006" + "00000001" + "00000007" + "00010004" + "00000001" + "da000001" + "90fffc00");
    }

    @Test
    void manyLostOnesAreARunBetweenOthers() {
        Long[] all = new Long[302];
        all[0] = 0L;
        all[301] = 8L;
        assertThat(written(arrivals(5, all)))
                .isEqualTo("8fcd0006" + "00000001" + "00000007" + "0005012e" + "00000001" + "a000011f" + "20010008");
    }

    @Test
    void whatIsTooFarAwayIsForTheNextOne() {
        TransportArrivals arrivals = arrivals(1, 0L, 0x7FFFL);
        assertThat(arrivals.came(2 * 0x7FFFL * MS / 4 + MS)).isFalse();
        assertThat(arrivals.packets()).isEqualTo(2);
        assertThat(written(arrivals)).endsWith("0001" + "0002" + "00000001" + "d8000" + "07fff" + "000000");
    }

    @Test
    void thereIsAnEnd() {
        TransportArrivals arrivals = new TransportArrivals(1, 7, 0, 0);
        for (int i = 0; i < TransportArrivals.MOST; i++) {
            arrivals.missing();
        }
        assertThatThrownBy(arrivals::missing).hasMessageContaining("1024");
    }

    /** Whatever came and was lost, at whatever time of the clock: a reader that knows nothing of the writer finds it. */
    @Property(tries = 500)
    void whatIsToldIsRead(@ForAll @Size(min = 1, max = 400) List<@IntRange(min = -8, max = 12) Integer> kinds, @ForAll @IntRange(max = 65535) int first,
            @ForAll @LongRange(min = -1L << 40, max = 1L << 40) long startQuarters) {
        TransportArrivals arrivals = new TransportArrivals(1, 7, first, 200);
        List<Long> expected = new ArrayList<>();
        long at = startQuarters;
        for (int kind : kinds) {
            if (kind < 0) {
                arrivals.missing();
                expected.add(LOST);
            } else {
                at += kind == 12 ? 5_000 : kind == 11 ? -300 : kind * 25L;
                arrivals.came(at * MS / 4);
                expected.add(at);
            }
        }
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(arrivals), out);
        assertThat(decode(out.duplicate(), startQuarters)).isEqualTo(expected);
        assertThat(RtcpReader.read(out).problem()).isEqualTo(RtcpProblem.NONE);
    }

    /** @param near a time not far from the first one, since 24 bits of units say no more */
    private static List<Long> decode(ByteBuf in, long near) {
        assertThat(in.readUnsignedShort()).isEqualTo(0x8FCD);
        assertThat(in.readUnsignedShort()).isEqualTo(in.readableBytes() / 4);
        in.skipBytes(10);
        int packets = in.readUnsignedShort();
        long reference = in.readMedium();
        assertThat(in.readUnsignedByte()).isEqualTo((short) 200);
        List<Integer> symbols = new ArrayList<>();
        while (symbols.size() < packets) {
            String bits = Integer.toBinaryString(0x10000 | in.readUnsignedShort()).substring(1);
            if (bits.charAt(0) == '0') {
                for (int i = Integer.parseInt(bits.substring(3), 2); i > 0; i--) {
                    symbols.add(Integer.parseInt(bits.substring(1, 3), 2));
                }
            } else {
                int width = bits.charAt(1) == '0' ? 1 : 2;
                for (int i = 2; i < 16; i += width) {
                    symbols.add(Integer.parseInt(bits.substring(i, i + width), 2));
                }
            }
        }
        long unit = Math.floorDiv(near, 256);
        long at = 256 * (unit + ((reference - unit) << 40 >> 40));
        List<Long> times = new ArrayList<>();
        for (int symbol : symbols.subList(0, packets)) {
            at += symbol == 1 ? in.readUnsignedByte() : symbol == 2 ? in.readShort() : 0;
            times.add(symbol == 0 ? LOST : Long.valueOf(at));
        }
        assertThat(in.readableBytes()).isLessThan(4);
        return times;
    }
}
