package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;

/** Whatever stands in a record, it becomes a valid one of its kind, or none; never an exception. */
class DnsAnswerFuzzTest {
    private static final int[] TYPES = {1, 5, 28, 33, 35, 6, 16};

    @FuzzTest(maxDuration = "10m")
    void readsAnything(byte[] bytes) {
        for (int type : TYPES) {
            DefaultDnsRawRecord raw = new DefaultDnsRawRecord(
                    "host.example.", DnsRecordType.valueOf(type), 60, Unpooled.wrappedBuffer(bytes));
            RecordReader.read(raw).ifPresent(record -> {
                assertThat(record.type().code()).isEqualTo(type);
                assertThat(record.toString().length()).isLessThan(5_000);
            });
            assertThat(RecordReader.negativeTtl(raw)).isBetween(0L, 60L);
            assertThat(raw.refCnt()).isOne();
        }
    }
}
