package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody who sends datagrams to a STUN and TURN server, and waits for what comes back. */
final class StunSocket implements AutoCloseable {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final SecureIds IDS = new SecureIds();
    private static final int UDP = 17;
    /** MESSAGE-INTEGRITY with its head. */
    private static final int SUM = 24;

    String realm = "";
    String nonce = "";
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final String user;
    private final String password;
    private InetSocketAddress relayed;

    StunSocket(String from, InetSocketAddress server, String user, String password) {
        this.server = server;
        this.user = user;
        this.password = password;
        try {
            socket = new DatagramSocket(new InetSocketAddress(from, 0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** An address of any kind, as it is: no IPv4 in the place of IPv6 that carries it. */
    static InetAddress host(String hex) throws UnknownHostException {
        byte[] octets = HexFormat.of().parseHex(hex);
        return octets.length == 4 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, -1);
    }

    void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, server));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void send(ByteBuf datagram) {
        send(ByteBufUtil.getBytes(datagram));
        datagram.release();
    }

    Optional<StunMessage> next(Duration within) {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        try {
            socket.setSoTimeout((int) within.toMillis());
            socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Optional.of(((StunResult.Parsed) new StunParser(StunLimits.DEFAULT)
            .parse(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()))).message());
    }

    static int codeOf(StunMessage answer) {
        return answer.attribute(StunAttribute.ErrorCode.class).map(StunAttribute.ErrorCode::code).orElse(0);
    }

    /** What a request is answered with: 0 for success. */
    int code(ByteBuf request) {
        send(request);
        StunMessage answer = next(Caller.SOON).orElseThrow();
        answer.attribute(StunAttribute.XorRelayedAddress.class).ifPresent(relay -> relayed = relay.address());
        return codeOf(answer);
    }

    /** Knows realm and nonce of the server. */
    StunSocket challenged() {
        send(builder(StunMessage.ALLOCATE).add(new StunAttribute.RequestedTransport(UDP)).build().encode());
        StunMessage challenge = next(Caller.SOON).orElseThrow();
        assertThat(codeOf(challenge)).isEqualTo(401);
        realm = challenge.attribute(StunAttribute.Realm.class).orElseThrow().value();
        nonce = challenge.attribute(StunAttribute.Nonce.class).orElseThrow().value();
        return this;
    }

    /** Has a relay. */
    StunSocket allocated() {
        assertThat(challenged().code(signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(UDP)))).isZero();
        return this;
    }

    InetSocketAddress relayed() {
        return relayed;
    }

    private static StunMessageBuilder builder(int method) {
        return StunMessage.builder(StunClass.REQUEST, method, TransactionId.random(IDS));
    }

    ByteBuf signed(int method, StunAttribute... attributes) {
        StunMessageBuilder request = builder(method);
        for (StunAttribute attribute : attributes) {
            request.add(attribute);
        }
        return request.add(new StunAttribute.Username(user)).add(new StunAttribute.Realm(realm)).add(new StunAttribute.Nonce(nonce))
            .integrity(StunKey.longTerm(user, realm, password, CRYPTO), CRYPTO).build().encode();
    }

    /** A good request but for an attribute that nobody knows. */
    ByteBuf signedWithUnknown(int type) {
        ByteBuf request = signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(UDP));
        int sum = request.readableBytes() - SUM;
        ByteBuf wire = Unpooled.buffer().writeBytes(request, sum).setShort(2, sum + 4 + SUM - 20).writeShort(type).writeShort(0);
        try {
            byte[] key = MessageDigest.getInstance("MD5").digest((user + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            mac.update(wire.array(), 0, wire.readableBytes());
            return wire.writeShort(8).writeShort(20).writeBytes(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
