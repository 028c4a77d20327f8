package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttribute.PasswordAlgorithm;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A server on a host of a virtual network, clients that speak in single messages, and peers on public addresses. */
final class RelayFixture {
    static final String REALM = "relay.example";
    static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    static final Secret SHARED = Secret.of("a secret shared with who issues");

    final ManualTime time = new ManualTime();
    final VirtualNetwork network = new VirtualNetwork(time, 3);
    final VirtualHost serverHost = network.host("5.9.0.1", "2a01:4f8::1");
    final VirtualHost peerHost = network.host("5.9.0.2", "2a01:4f8::2");
    final VirtualHost clientHost = network.host("5.9.7.3", "2a01:4f8:7::3");
    final TestMetrics metrics = new TestMetrics();
    final Loop loop = time.loop();
    final RelayServer server;
    final List<String> atPeer = new ArrayList<>();
    final DatagramPath peer = peer(peerHost.at(7_000));
    InetSocketAddress peerSaw = new InetSocketAddress(0);
    private final SeededIds ids = new SeededIds(17);
    private int nextPort = 4_000;

    RelayFixture() {
        this(settings -> settings);
    }

    RelayFixture(UnaryOperator<RelaySettings> change) {
        this(change, TurnUsers.of(REALM, CRYPTO)
                .withUser("alice", Secret.of("pw-alice"))
                .withUser("bob", Secret.of("pw-bob")));
    }

    RelayFixture(UnaryOperator<RelaySettings> change, TurnUsers users) {
        RelaySettings settings = change.apply(RelaySettings.on(
                        RelayAddress.of(serverHost.address()), RelayAddress.of(serverHost.at6(1).getAddress()))
                .withQuotas(RelayQuotas.DEFAULT.withStrangers(new Rate(1_000, 1_000))));
        server = new RelayServer(settings, users, loop, serverHost, CRYPTO, new SeededIds(4), metrics);
        listen(serverHost.at(3_478));
        listen(serverHost.at6(3_478));
    }

    private void listen(InetSocketAddress at) {
        server.listening(serverHost.bindNow(at, loop, server.datagrams()).localAddress());
    }

    DatagramPath peer(InetSocketAddress at) {
        return peerHost.bindNow(at, time.loop(), (path, datagram, from) -> {
            peerSaw = from;
            atPeer.add(datagram.toString(StandardCharsets.UTF_8));
            datagram.release();
        });
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    long dropped(String reason) {
        return metrics.count("rvoip_turn_dropped_total", "reason", reason);
    }

    Client client() {
        return new Client(clientHost, clientHost.at(nextPort++), serverHost.at(3_478));
    }

    Client client6() {
        return new Client(clientHost, clientHost.at6(nextPort++), serverHost.at6(3_478));
    }

    /** A client that remembers the last challenge. */
    final class Client {
        final List<StunMessage> answers = new ArrayList<>();
        final List<String> data = new ArrayList<>();
        final InetSocketAddress to;
        final DatagramPath path;
        String user = "alice";
        String password = "pw-alice";
        boolean sha256;
        String realm = REALM;
        String nonce = "";

        Client(VirtualHost host, InetSocketAddress local, InetSocketAddress to) {
            this.to = to;
            this.path = host.bindNow(local, time.loop(), (socket, datagram, from) -> {
                received(datagram);
                datagram.release();
            });
        }

        private void received(ByteBuf datagram) {
            if (datagram.getByte(datagram.readerIndex()) >= 0x40) {
                int length = datagram.getUnsignedShort(2);
                assertThat(datagram.readableBytes()).isEqualTo(4 + length);
                data.add(Integer.toHexString(datagram.getUnsignedShort(0)) + " "
                        + datagram.toString(4, length, StandardCharsets.UTF_8));
                return;
            }
            StunMessage message = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(datagram)).message();
            if (message.messageClass() == StunClass.INDICATION) {
                var from = message.attribute(StunAttribute.XorPeerAddress.class).orElseThrow().address();
                data.add(from.getAddress().getHostAddress() + ":" + from.getPort() + " "
                        + message.data().orElseThrow().toString(StandardCharsets.UTF_8));
            } else {
                answers.add(message);
            }
        }

        /** Asks without credentials and remembers the challenge. */
        Client challenged() {
            StunMessage challenge = ask(builder(StunMessage.ALLOCATE).add(new StunAttribute.RequestedTransport(17)).build());
            assertThat(code(challenge)).isEqualTo(401);
            learn(challenge);
            return this;
        }

        void learn(StunMessage challenge) {
            nonce = challenge.attribute(StunAttribute.Nonce.class).orElseThrow().value();
        }

        StunMessageBuilder builder(int method) {
            return StunMessage.builder(StunClass.REQUEST, method, TransactionId.random(ids));
        }

        /** A signed request. */
        StunMessage signed(int method, StunAttribute... attributes) {
            StunMessageBuilder request = builder(method);
            List.of(attributes).forEach(request::add);
            request.add(new StunAttribute.Username(user)).add(new StunAttribute.Realm(realm)).add(new StunAttribute.Nonce(nonce));
            if (!sha256) {
                return request.integrity(StunKey.longTerm(user, REALM, password, CRYPTO), CRYPTO).build();
            }
            return request.add(new StunAttribute.PasswordAlgorithms(List.of(2, 1)))
                    .add(new PasswordAlgorithm(PasswordAlgorithm.SHA256))
                    .integritySha256(StunKey.longTermSha256(user, REALM, password, CRYPTO), CRYPTO)
                    .build();
        }

        /** An Allocate request with an empty attribute that our own codec does not write, signed by hand. */
        ByteBuf signedWithUnknown(int type) {
            ByteBuf request = signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(17)).encode();
            int sum = request.writerIndex() - 24;
            request.setShort(2, request.writerIndex() - 20 + 4);
            ByteBuf wire = Unpooled.buffer().writeBytes(request, 0, sum).writeShort(type).writeShort(0);
            try {
                MessageDigest md5 = MessageDigest.getInstance("MD5");
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(md5.digest((user + ":" + REALM + ":" + password).getBytes(StandardCharsets.UTF_8)),
                        "HmacSHA1"));
                mac.update(wire.array(), 0, wire.writerIndex());
                return wire.writeShort(8).writeShort(20).writeBytes(mac.doFinal());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /** The one answer. */
        StunMessage ask(StunMessage request) {
            answers.clear();
            send(request.encode());
            assertThat(answers).as("answers to " + request).hasSize(1);
            assertThat(answers.get(0).transactionId()).isEqualTo(request.transactionId());
            return answers.get(0);
        }

        int refusal(int method, StunAttribute... attributes) {
            return code(ask(signed(method, attributes)));
        }

        StunMessage allocate(StunAttribute... attributes) {
            List<StunAttribute> all = new ArrayList<>(List.of(new StunAttribute.RequestedTransport(17)));
            all.addAll(List.of(attributes));
            return ask(signed(StunMessage.ALLOCATE, all.toArray(StunAttribute[]::new)));
        }

        /** Challenged, and with an allocation. */
        Client allocated(StunAttribute... attributes) {
            challenged();
            assertThat(code(allocate(attributes))).isZero();
            return this;
        }

        Client permitted(InetSocketAddress peer) {
            assertThat(refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(peer))).isZero();
            return this;
        }

        Client bound(int channel, InetSocketAddress peer) {
            assertThat(bind(channel, peer)).isZero();
            return this;
        }

        int bind(int channel, InetSocketAddress peer) {
            return refusal(StunMessage.CHANNEL_BIND, new StunAttribute.ChannelNumber(channel),
                    new StunAttribute.XorPeerAddress(peer));
        }

        void say(int channel, String text) {
            send(Unpooled.buffer().writeShort(channel).writeShort(text.length())
                    .writeBytes(text.getBytes(StandardCharsets.UTF_8)));
        }

        void indicate(InetSocketAddress peer, String text, Consumer<StunMessageBuilder> more) {
            StunMessageBuilder indication = StunMessage.builder(
                            StunClass.INDICATION, StunMessage.SEND, TransactionId.random(ids))
                    .add(new StunAttribute.XorPeerAddress(peer))
                    .data(bytes(text));
            more.accept(indication);
            send(indication.build().encode());
        }

        void indicate(InetSocketAddress peer, String text) {
            indicate(peer, text, builder -> { });
        }

        void send(ByteBuf datagram) {
            path.send(datagram, to);
            time.advance(Duration.ofMillis(1));
        }
    }

    /** 0 for success. */
    static int code(StunMessage answer) {
        return answer.attribute(StunAttribute.ErrorCode.class).map(StunAttribute.ErrorCode::code).orElse(0);
    }

    static InetSocketAddress relayed(StunMessage answer) {
        return answer.attribute(StunAttribute.XorRelayedAddress.class).orElseThrow().address();
    }
}
