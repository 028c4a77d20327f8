package io.rvoip.sip.transport.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.rvoip.common.transport.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small authoritative name server on a loopback address, over UDP and TCP. Its records are the test's own bytes. */
final class NameServer implements AutoCloseable {
    private static final int SMALL = 1_000;

    private final Map<String, List<Entry>> zone = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private volatile DnsResponseCode always = DnsResponseCode.NOERROR;
    private volatile boolean silent;

    /** A record as it stands in an answer: whose it is need not be who was asked for. */
    record Entry(String owner, int type, byte[] data) {}

    NameServer(EventLoops loops, String address) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName(address), 0);
        Channel udp = new Bootstrap().group(loops.group())
                .channelFactory(loops.datagramChannels(any.getAddress()))
                .handler(new Pipeline<DatagramChannel>(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder()))
                .bind(any).sync().channel();
        channels.add(udp);
        channels.add(new ServerBootstrap().group(loops.group()).channelFactory(loops.serverChannels())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new Answers());
                    }
                })
                .bind(udp.localAddress()).sync().channel());
    }

    private final class Pipeline<C extends Channel> extends ChannelInitializer<C> {
        private final io.netty.channel.ChannelHandler[] codec;

        Pipeline(io.netty.channel.ChannelHandler... codec) {
            this.codec = codec;
        }

        @Override
        protected void initChannel(C channel) {
            channel.pipeline().addLast(codec).addLast(new Answers());
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channels.get(0).localAddress();
    }

    List<String> asked() {
        return asked;
    }

    void silence() {
        silent = true;
    }

    void always(DnsResponseCode code) {
        always = code;
    }

    NameServer add(String question, Entry entry) {
        zone.computeIfAbsent(question, key -> new CopyOnWriteArrayList<>()).add(entry);
        return this;
    }

    NameServer a(String name, String address) throws Exception {
        return add("A " + name, new Entry(name, 1, InetAddress.getByName(address).getAddress()));
    }

    NameServer cname(String name, String target) {
        return add("A " + name, new Entry(name, 5, name(target)));
    }

    NameServer srv(String name, int priority, int weight, int port, String target) {
        ByteBuf data = Unpooled.buffer().writeShort(priority).writeShort(weight).writeShort(port);
        return add("SRV " + name, new Entry(name, 33, bytes(data.writeBytes(name(target)))));
    }

    NameServer naptr(String name, int order, int preference, String service, String replacement) {
        ByteBuf data = Unpooled.buffer().writeShort(order).writeShort(preference);
        for (String text : List.of("s", service, "")) {
            data.writeByte(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
        }
        return add("NAPTR " + name, new Entry(name, 35, bytes(data.writeBytes(name(replacement)))));
    }

    static byte[] name(String name) {
        ByteBuf data = Unpooled.buffer();
        for (String label : name.split("\\.")) {
            data.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
        }
        return bytes(data.writeByte(0));
    }

    private static byte[] bytes(ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
    }

    private final class Answers extends SimpleChannelInboundHandler<DnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            String name = question.name().toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
            String key = question.type().name() + ' ' + name;
            boolean datagram = query instanceof DatagramDnsQuery;
            asked.add(datagram ? key : key + " over TCP");
            if (silent) {
                return;
            }
            DnsResponse response = datagram
                    ? new DatagramDnsResponse(
                            ((DatagramDnsQuery) query).recipient(), ((DatagramDnsQuery) query).sender(), query.id())
                    : new DefaultDnsResponse(query.id(), DnsOpCode.QUERY);
            response.addRecord(DnsSection.QUESTION, question);
            fill(response, key, datagram);
            context.writeAndFlush(response);
        }

        private void fill(DnsResponse response, String key, boolean datagram) {
            List<Entry> entries = zone.get(key);
            if (entries == null) {
                response.setCode(always.equals(DnsResponseCode.NOERROR) ? DnsResponseCode.NXDOMAIN : always);
                return;
            }
            int size = 0;
            for (Entry entry : entries) {
                size += entry.data().length + 20;
                if (datagram && size > SMALL) {
                    response.setTruncated(true);
                    return;
                }
                response.addRecord(DnsSection.ANSWER, new DefaultDnsRawRecord(
                        entry.owner() + '.', DnsRecordType.valueOf(entry.type()), 60,
                        Unpooled.wrappedBuffer(entry.data())));
            }
        }
    }
}
