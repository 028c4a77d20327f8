package io.rvoip.sip.transport.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns what Netty leaves raw into records. What is broken, or of no kind we know, is no record. */
final class RecordReader {
    private static final int INTERNET = 1;

    private RecordReader() {}

    /** The record; empty when it is of no use. Takes nothing from the counts of its buffer. */
    static Optional<DnsRecord> read(io.netty.handler.codec.dns.DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw) || record.dnsClass() != INTERNET) {
            return Optional.empty();
        }
        Optional<String> owner = DnsName.of(record.name());
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        long ttl = record.timeToLive() > Integer.MAX_VALUE ? 0 : record.timeToLive(); // RFC 2181 §8
        try {
            return data(record.type(), owner.get(), ttl, raw.content().duplicate());
        } catch (RuntimeException broken) { // the decoder's own, or reading beyond the end
            return Optional.empty();
        }
    }

    private static Optional<DnsRecord> data(
            DnsRecordType type, String owner, long ttl, ByteBuf data) {
        return switch (type.intValue()) {
            case 1 -> address(owner, ttl, data, 4);
            case 28 -> address(owner, ttl, data, 16);
            case 5 -> name(data).map(target -> new AliasRecord(owner, ttl, target));
            case 33 -> server(owner, ttl, data);
            case 35 -> rule(owner, ttl, data);
            default -> Optional.empty();
        };
    }

    private static Optional<DnsRecord> address(
            String owner, long ttl, ByteBuf data, int length) {
        if (data.readableBytes() != length) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        data.readBytes(bytes);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            boolean mapped = address.getAddress().length != length; // IPv4 dressed up as IPv6
            return mapped ? Optional.empty() : Optional.of(new AddressRecord(owner, ttl, address));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    private static Optional<DnsRecord> server(String owner, long ttl, ByteBuf data) {
        int priority = data.readUnsignedShort();
        int weight = data.readUnsignedShort();
        int port = data.readUnsignedShort();
        return nameOrNone(data).map(target -> new SrvRecord(owner, ttl, priority, weight, port, target));
    }

    private static Optional<DnsRecord> rule(String owner, long ttl, ByteBuf data) {
        int order = data.readUnsignedShort();
        int preference = data.readUnsignedShort();
        String flags = text(data);
        String service = text(data);
        String regexp = text(data);
        return nameOrNone(data).map(
                next -> new NaptrRecord(owner, ttl, order, preference, flags, service, regexp, next));
    }

    private static String text(ByteBuf data) {
        int length = data.readUnsignedByte();
        return data.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    private static Optional<String> nameOrNone(ByteBuf data) {
        String text = DefaultDnsRecordDecoder.decodeName(data);
        return text.equals(SrvRecord.NONE) ? Optional.of(text) : DnsName.of(text);
    }

    private static Optional<String> name(ByteBuf data) {
        return DnsName.of(DefaultDnsRecordDecoder.decodeName(data));
    }

    /** How long "there is none" may be remembered, by a record of the authority section: 0 unless it is SOA. */
    static long negativeTtl(io.netty.handler.codec.dns.DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw) || record.type().intValue() != DnsRecordType.SOA.intValue()) {
            return 0;
        }
        ByteBuf data = raw.content().duplicate();
        if (data.readableBytes() < 22) {
            return 0;
        }
        long minimum = data.getUnsignedInt(data.writerIndex() - 4); // the last of its five numbers
        return Math.max(0, Math.min(record.timeToLive(), minimum > Integer.MAX_VALUE ? 0 : minimum));
    }
}
