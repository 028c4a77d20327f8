package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {
    private static final String NAME = "076578616d706c6503636f6d00"; // example.com

    private static DnsRawRecord raw(String owner, int type, long ttl, String hex) {
        return new DefaultDnsRawRecord(
                owner, DnsRecordType.valueOf(type), ttl, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private static Optional<DnsRecord> read(int type, String hex) {
        return RecordReader.read(raw("Host.Example.", type, 60, hex));
    }

    @Test
    void eachKindIsRead() {
        assertThat(read(1, "c0000201")).contains(
                new AddressRecord("host.example", 60, ScriptedDns.address("192.0.2.1")));
        assertThat(read(28, "20010db8000000000000000000000001")).contains(
                new AddressRecord("host.example", 60, ScriptedDns.address("2001:db8::1")));
        assertThat(read(5, NAME)).contains(new AliasRecord("host.example", 60, "example.com"));
        assertThat(read(33, "0001000213c4" + NAME)).contains(
                new SrvRecord("host.example", 60, 1, 2, 5060, "example.com"));
        assertThat(read(33, "00000000000000")).contains(new SrvRecord("host.example", 60, 0, 0, 0, "."));
        assertThat(read(35, "000a00140173075349502b44325500" + NAME)).contains(
                new NaptrRecord("host.example", 60, 10, 20, "s", "SIP+D2U", "", "example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, c00002", "1, c000020101", "28, c0000201", "28, 00000000000000000000ffffc0000201", // IPv4 dressed up as IPv6
        "33, 000100", "33, 00010002", "33, 0001000213c4ff", "33, 0001000213c4c00c", "33, 0001000213c4c006",
        "35, 000a0014ff73", "35, 000a0014017307", "5, 00", "5, 3f61", "16, 0161", "65280, 00"
    })
    void whatIsBrokenOrUnknownIsNoRecord(int type, String hex) {
        assertThat(read(type, hex)).isEmpty();
    }

    @Test
    void anOwnerThatIsNoNameMakesNoRecord() {
        assertThat(RecordReader.read(raw("bad name.", 1, 60, "c0000201"))).isEmpty();
        assertThat(RecordReader.read(raw(".", 1, 60, "c0000201"))).isEmpty();
    }

    @Test
    void theTimeForWhichThereIsNoneComesFromTheZone() {
        String numbers = "00000001000000020000000300000004" + "0000001e"; // serial, refresh, retry, expire, minimum 30 s
        String soa = NAME + NAME + numbers;
        assertThat(RecordReader.negativeTtl(raw("example.com.", 6, 60, soa))).isEqualTo(30);
        assertThat(RecordReader.negativeTtl(raw("example.com.", 6, 20, soa))).isEqualTo(20);
        assertThat(RecordReader.negativeTtl(raw("example.com.", 6, 60, "00"))).isZero();
        assertThat(RecordReader.negativeTtl(raw("example.com.", 1, 60, "c0000201"))).isZero();
    }
}
