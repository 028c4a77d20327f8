package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** STUN on the UDP port of SIP (RFC 5626 §8). */
class SipStunTest {
    private static final int UDP_OVER_IPV4 = 28;

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 3);
    private final VirtualHost server = network.host();
    private final VirtualHost phone = network.host();
    private final SeededIds ids = new SeededIds(9);
    private final TestMetrics metrics = new TestMetrics();
    private final List<ByteBuf> heard = new ArrayList<>();
    private DatagramPath socket;
    private long sentBytes;

    @BeforeEach
    void open() {
        Loop loop = time.loop("sockets");
        SipStack stack = SipStack.on(List.of(time.loop()), shards -> SipTransports.builder(shards).withUdp(server, loop)
                .withStun(new SipStun(loop, ids, metrics)).build()).withIds(() -> new SeededIds(1)).build();
        stack.listen(List.of(ListenAddress.udp(server.at(5060))));
        phone.bind(phone.at(4000), time.loop("phone"), (path, datagram, from) -> heard.add(datagram))
                .whenComplete((path, failure) -> socket = path);
        time.runReady();
    }

    private void ask(byte[] request) {
        sentBytes += request.length + UDP_OVER_IPV4;
        socket.send(Unpooled.wrappedBuffer(request), server.at(5060));
    }

    private byte[] request() {
        ByteBuf bytes = StunMessage.bindingRequest(TransactionId.random(ids)).build().encode();
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        bytes.release();
        return copy;
    }

    private static InetSocketAddress mapped(ByteBuf answer) {
        StunMessage message = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(answer)).message();
        return message.attribute(StunAttribute.XorMappedAddress.class).orElseThrow().address();
    }

    @Test
    void aBindingRequestIsToldWhereItCameFrom() {
        ask(request());
        time.runReady();
        assertThat(heard).hasSize(1);
        assertThat(mapped(heard.get(0))).isEqualTo(phone.at(4000));
    }

    @Test
    void aFloodGetsNoMoreBytesThanOneAndAHalfTimesItsOwnAndSoonNoneWhileSipGoesOn() {
        for (int i = 0; i < 10_000; i++) {
            ask(request());
        }
        time.runReady();
        long answered = heard.stream().mapToLong(answer -> answer.readableBytes() + UDP_OVER_IPV4).sum();
        assertThat(2 * answered).isLessThanOrEqualTo(3 * sentBytes);
        heard.forEach(answer -> assertThat(2 * (answer.readableBytes() + UDP_OVER_IPV4)).isLessThanOrEqualTo(3 * 48));
        assertThat(heard.size()).isBetween(1, 200);
        ScriptedSipPeer good = ScriptedSipPeer.on(time, network.host(), 5060);
        good.send(good.request("OPTIONS", "sip:" + server.at(5060).getHostString()), server.at(5060));
        good.expect("200", Duration.ofSeconds(1));
    }

    @Test
    void whatOnlyLooksLikeStunIsDroppedAndCounted() {
        ask(ByteBuffer.allocate(64).putInt(0x0001FFFF).putInt(0x2112A442).array());
        time.runReady();
        assertThat(heard).isEmpty();
        assertThat(metrics.count("rvoip_sip_stun_total", "outcome", "dropped")).isEqualTo(1);
    }

    @Test
    void whatHasNoCookieIsNoStun() {
        ask(new byte[64]);
        time.runReady();
        assertThat(heard).isEmpty();
        assertThat(metrics.count("rvoip_sip_stun_total", "outcome", "dropped")).isZero();
    }
}
