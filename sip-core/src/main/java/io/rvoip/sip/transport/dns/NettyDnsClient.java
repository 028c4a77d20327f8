package io.rvoip.sip.transport.dns;

import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.Future;
import io.rvoip.common.transport.NettyLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks name servers over UDP, and over TCP what does not fit a datagram. Each question goes out from a port of its own,
 * so that an answer is hard to forge (RFC 5452). Names of the hosts file are answered from it. Confined to its loop;
 * made and closed anywhere.
 */
public final class NettyDnsClient implements DnsClient, AutoCloseable {
    /** What arrives unfragmented nearly everywhere, bytes. */
    private static final int PAYLOAD = 1_232;
    private static final List<ResolvedAddressTypes> FAMILIES =
            List.of(ResolvedAddressTypes.IPV4_ONLY, ResolvedAddressTypes.IPV6_ONLY);

    private final DnsServers servers;
    private final DnsNameResolver resolver;

    private NettyDnsClient(DnsServers servers, DnsNameResolver resolver) {
        this.servers = servers;
        this.resolver = resolver;
    }

    /** A client on this loop. */
    public static NettyDnsClient on(NettyLoop loop, DnsServers servers) {
        DnsNameResolver resolver = new DnsNameResolverBuilder(loop.eventLoop())
                .datagramChannelFactory(loop.loops().datagramChannels())
                .socketChannelFactory(loop.loops().socketChannels())
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .queryTimeoutMillis(servers.timeout().toMillis())
                .maxPayloadSize(PAYLOAD)
                .build();
        return new NettyDnsClient(servers, resolver);
    }

    @Override
    public void ask(DnsQuestion question, Consumer<DnsAnswer> then) {
        List<DnsRecord> known = fromHostsFile(question.name());
        if (known.isEmpty()) {
            attempt(question, serversFor(question.name()), 0, then);
        } else {
            then.accept(new DnsAnswer.Records(
                    known.stream().filter(record -> record.type() == question.type()).toList(), 0));
        }
    }

    /** A name of this machine has what its file says, and nothing else. */
    private static List<DnsRecord> fromHostsFile(String name) {
        List<DnsRecord> records = new ArrayList<>();
        for (ResolvedAddressTypes family : FAMILIES) {
            InetAddress address = HostsFileEntriesResolver.DEFAULT.address(name, family);
            if (address != null) {
                records.add(new AddressRecord(name, 0, address));
            }
        }
        return records;
    }

    private List<InetSocketAddress> serversFor(String name) {
        if (!servers.servers().isEmpty()) {
            return servers.servers();
        }
        DnsServerAddressStream stream = DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream(name);
        List<InetSocketAddress> ofThisMachine = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            ofThisMachine.add(stream.next());
        }
        return ofThisMachine;
    }

    private void attempt(DnsQuestion question, List<InetSocketAddress> all, int attempt, Consumer<DnsAnswer> then) {
        InetSocketAddress server = all.get(attempt % all.size());
        DnsRecordType type = DnsRecordType.valueOf(question.type().code());
        resolver.query(server, new DefaultDnsQuestion(question.name() + ".", type)).addListener(
                (Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
                    DnsAnswer answer = done.isSuccess() ? read(done.getNow()) : failed(server, done.cause());
                    if (answer instanceof DnsAnswer.Failed && attempt + 1 < servers.attempts()) {
                        attempt(question, all, attempt + 1, then);
                    } else {
                        then.accept(answer);
                    }
                });
    }

    private static DnsAnswer failed(InetSocketAddress server, Throwable cause) {
        return cause instanceof DnsNameResolverTimeoutException
                ? new DnsAnswer.Failed(DnsFailure.Kind.TIMEOUT, "no answer from " + server)
                : new DnsAnswer.Failed(DnsFailure.Kind.SERVER_FAILURE, server + ": " + cause.getMessage());
    }

    private static DnsAnswer read(AddressedEnvelope<DnsResponse, InetSocketAddress> envelope) {
        try {
            return read(envelope.content(), envelope.sender());
        } finally {
            envelope.release();
        }
    }

    private static DnsAnswer read(DnsResponse response, InetSocketAddress server) {
        DnsResponseCode code = response.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            return new DnsAnswer.NoSuchName(emptyTtl(response));
        }
        if (!code.equals(DnsResponseCode.NOERROR)) {
            return new DnsAnswer.Failed(DnsFailure.Kind.SERVER_FAILURE, server + " says " + code);
        }
        if (response.isTruncated()) {
            return new DnsAnswer.Failed(DnsFailure.Kind.MALFORMED, server + " sent half an answer");
        }
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            RecordReader.read(response.recordAt(DnsSection.ANSWER, i)).ifPresent(records::add);
        }
        return new DnsAnswer.Records(records, emptyTtl(response));
    }

    private static long emptyTtl(DnsResponse response) {
        long ttl = 0;
        for (int i = 0; i < response.count(DnsSection.AUTHORITY); i++) {
            ttl = Math.max(ttl, RecordReader.negativeTtl(response.recordAt(DnsSection.AUTHORITY, i)));
        }
        return ttl;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
