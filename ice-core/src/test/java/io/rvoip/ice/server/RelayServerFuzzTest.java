package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whatever strangers and clients send to a relay: nothing is thrown, every buffer is given back, each request has one answer
 * at most, and no relay comes of it and nothing reaches a peer unless it was granted.
 */
class RelayServerFuzzTest {
    private static final int CHANNEL = 0x4000;
    private static final int HEADER = 20;
    private static final int COOKIE = 0x2112A442;
    private static final int[] METHODS = {
        StunMessage.ALLOCATE, StunMessage.REFRESH, StunMessage.CREATE_PERMISSION, StunMessage.CHANNEL_BIND, StunMessage.CONNECT};
    private static final int UNSIGNED_KINDS = 3;
    private static final int KINDS = UNSIGNED_KINDS + METHODS.length;
    /** Two listeners of the fixture and the one that is watched. */
    private static final int SOCKETS = 3;
    private static final int WATCHED_PORT = 5_000;

    @FuzzTest(maxDuration = "10m")
    void stranger(byte[] bytes) {
        RelayFixture net = new RelayFixture();
        List<ByteBuf> taken = new ArrayList<>();
        RelayFixture.Client client = client(net, taken);

        client.send(Unpooled.copiedBuffer(bytes));

        assertThat(taken).as("given back").hasSize(1).allMatch(RelayServerFuzzTest::isFree);
        assertThat(client.answers).hasSizeLessThanOrEqualTo(1);
        assertThat(client.data).isEmpty();
        assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isZero();
        assertThat(net.serverHost.openSockets()).isEqualTo(SOCKETS);
        assertThat(net.atPeer).isEmpty();
        assertThat(net.time.pending()).as("timers of a stranger").isZero();
    }

    /** Several frames: each is one octet of its kind, two of its length, and what it holds. */
    @FuzzTest(maxDuration = "10m")
    void client(byte[] bytes) {
        RelayFixture net = new RelayFixture();
        List<String> atOwnHost = new ArrayList<>();
        net.serverHost.bindNow(net.serverHost.at(9_999), net.loop, (path, datagram, from) -> {
            atOwnHost.add(from + " " + datagram);
            datagram.release();
        });
        List<ByteBuf> taken = new ArrayList<>();
        RelayFixture.Client client = client(net, taken).allocated().bound(CHANNEL, net.peerHost.at(7_000));
        ByteBuf input = Unpooled.wrappedBuffer(bytes);
        boolean signed = false;
        while (input.readableBytes() > 3) {
            int kind = input.readUnsignedByte();
            signed |= kind % KINDS >= UNSIGNED_KINDS;
            ByteBuf body = input.readSlice(Math.min(input.readUnsignedShort(), input.readableBytes()));
            client.answers.clear();
            taken.clear();
            client.send(frame(client, kind, body));
            assertThat(taken).as("given back, of kind " + kind).hasSize(1).allMatch(RelayServerFuzzTest::isFree);
            assertThat(client.answers).hasSizeLessThanOrEqualTo(1);
        }

        assertThat(atOwnHost).as("sent to the own host of the server").isEmpty();
        assertThat(net.atPeer).as("what went on").allMatch(text -> text.length() <= bytes.length);
        if (!signed) {
            assertThat(client.refusal(StunMessage.REFRESH)).as("still served").isZero();
        }
        assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isLessThanOrEqualTo(1);
        net.server.close();
        net.time.advance(Duration.ofMillis(5));
        assertThat(net.metrics.gaugeValue("rvoip_turn_allocations")).isZero();
        assertThat(net.serverHost.openSockets()).isEqualTo(SOCKETS + 1);
        assertThat(net.time.pending()).as("timers that are left").isZero();
    }

    /** A client of a listener of which every datagram is watched. */
    private static RelayFixture.Client client(RelayFixture net, List<ByteBuf> taken) {
        InetSocketAddress at = net.serverHost.at(WATCHED_PORT);
        DatagramPath.Receiver door = net.server.datagrams();
        net.server.listening(net.serverHost.bindNow(at, net.loop, (path, datagram, from) -> {
            taken.add(datagram);
            door.received(path, datagram, from);
        }).localAddress());
        return net.new Client(net.clientHost, net.clientHost.at(WATCHED_PORT), at);
    }

    private static boolean isFree(ByteBuf datagram) {
        return datagram.refCnt() == 0 || datagram.capacity() == 0;
    }

    /** Of anything; and as attributes of a request and data of a channel, which by chance alone would never get through. */
    private static ByteBuf frame(RelayFixture.Client client, int kind, ByteBuf body) {
        int choice = kind % KINDS;
        if (choice == 0) {
            return Unpooled.copiedBuffer(body);
        }
        if (choice == 1) {
            return Unpooled.buffer().writeShort(CHANNEL).writeShort(body.readableBytes()).writeBytes(body);
        }
        if (choice == 2) {
            return head(0x0016, body.readableBytes()).writeBytes(body);
        }
        return signed(client, METHODS[choice - UNSIGNED_KINDS], body);
    }

    private static ByteBuf head(int type, int length) {
        return Unpooled.buffer().writeShort(type).writeShort(length).writeInt(COOKIE).writeLong(7).writeInt(length);
    }

    /** By hand, as our own codec writes no bad attributes. */
    private static ByteBuf signed(RelayFixture.Client client, int method, ByteBuf attributes) {
        ByteBuf wire = head(method, 0).writeBytes(attributes);
        wire.writeZero(-wire.writerIndex() & 3);
        attribute(wire, 0x0006, client.user);
        attribute(wire, 0x0014, client.realm);
        attribute(wire, 0x0015, client.nonce);
        wire.setShort(2, wire.writerIndex() - HEADER + 24);
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(md5.digest((client.user + ":" + client.realm + ":" + client.password)
                    .getBytes(StandardCharsets.UTF_8)), "HmacSHA1"));
            mac.update(wire.array(), 0, wire.writerIndex());
            return wire.writeShort(8).writeShort(20).writeBytes(mac.doFinal());
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    private static void attribute(ByteBuf wire, int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        wire.writeShort(type).writeShort(text.length).writeBytes(text).writeZero(-text.length & 3);
    }
}
