package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.SecurityFeatures;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A TURN and STUN server in a virtual network, as strict as RFC 8656 on permissions, channels and credentials. */
public final class TestTurnServer {
    public static final String USER = "alice";
    public static final String PASSWORD = "pw-alice";
    private static final String REALM = "relay.example";
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();

    /** How requests that need credentials are answered. */
    public boolean modern;

    /** An error code for every request of a method, whatever its credentials. */
    public final Map<Integer, Integer> refusals = new HashMap<>();

    /** Where Allocate is sent on to; null for nowhere. */
    public @Nullable InetSocketAddress alternate;

    /** For whom its certificate is; null: nothing is said of it. */
    public @Nullable String alternateDomain;

    /** Those that were sent on. */
    public int redirected;

    public long lifetime = 600;

    /** Every request that was authenticated, in order. */
    public final List<StunMessage> requests = new ArrayList<>();

    public int channelDatagrams;
    public int challenges;

    private final VirtualHost host;
    private final Loop loop;
    private final DatagramPath path;
    private final SeededIds ids = new SeededIds(77);
    private final Map<InetSocketAddress, Allocation> allocations = new HashMap<>();
    private String nonce = "";

    private final class Allocation {
        private final TransactionId askedBy;
        private final DatagramPath relay;
        private final Set<InetAddress> permissions = new HashSet<>();
        private final Map<Integer, InetSocketAddress> channels = new HashMap<>();

        Allocation(InetSocketAddress client, TransactionId askedBy) {
            this.askedBy = askedBy;
            InetSocketAddress any = new InetSocketAddress(path.localAddress().getAddress(), 0);
            relay = host.bindNow(any, loop, (socket, datagram, from) -> {
                if (permissions.contains(from.getAddress())) {
                    toClient(client, datagram, from);
                }
                datagram.release();
            });
        }

        private void toClient(InetSocketAddress client, ByteBuf datagram, InetSocketAddress from) {
            for (var channel : channels.entrySet()) {
                if (channel.getValue().equals(from)) {
                    channelDatagrams++;
                    path.send(ChannelData.wrap(datagram.copy(), channel.getKey(), false), client);
                    return;
                }
            }
            StunMessage data = StunMessage.builder(StunClass.INDICATION, StunMessage.DATA, TransactionId.random(ids))
                    .add(new StunAttribute.XorPeerAddress(from))
                    .data(datagram)
                    .build();
            path.send(data.encode(), client);
        }
    }

    public TestTurnServer(VirtualHost host, Loop loop, InetSocketAddress address) {
        this.host = host;
        this.loop = loop;
        this.path = host.bindNow(address, loop, (socket, datagram, from) -> {
            received(datagram, from);
            datagram.release();
        });
        stale();
    }

    public InetSocketAddress address() {
        return path.localAddress();
    }

    /** The account to give to a client. */
    public TurnServer account() {
        return new TurnServer(address(), USER, Secret.of(PASSWORD));
    }

    /** All nonces so far are stale. */
    public void stale() {
        nonce = modern ? new SecurityFeatures(true, true).nonce(ids.token()) : ids.token();
    }

    /** A nonce that promises more than the server sends. */
    public void lie() {
        nonce = new SecurityFeatures(true, false).nonce(ids.token());
    }

    public int allocations() {
        return allocations.size();
    }

    private void received(ByteBuf datagram, InetSocketAddress from) {
        Allocation allocation = allocations.get(from);
        if (ChannelData.isOne(datagram)) {
            InetSocketAddress peer =
                    allocation == null ? null : allocation.channels.get(ChannelData.channel(datagram));
            if (peer != null) {
                channelDatagrams++;
                allocation.relay.send(ChannelData.payload(datagram).copy(), peer);
            }
            return;
        }
        if (!(new StunParser(StunLimits.DEFAULT).parse(datagram) instanceof StunResult.Parsed parsed)) {
            return;
        }
        StunMessage message = parsed.message();
        if (message.messageClass() == StunClass.REQUEST) {
            StunMessage answer = message.method() == StunMessage.BINDING
                    ? message.answer(StunClass.SUCCESS)
                            .add(new StunAttribute.XorMappedAddress(from))
                            .fingerprint()
                            .build()
                    : answer(message, allocation, from);
            path.send(answer.encode(), from);
        } else if (message.method() == StunMessage.SEND && allocation != null) {
            InetSocketAddress peer =
                    message.attribute(StunAttribute.XorPeerAddress.class).orElseThrow().address();
            if (allocation.permissions.contains(peer.getAddress())) {
                allocation.relay.send(message.data().orElseThrow().copy(), peer);
            }
        }
    }

    private StunMessage answer(StunMessage request, @Nullable Allocation allocation, InetSocketAddress from) {
        if (request.method() == StunMessage.ALLOCATE && alternate != null) {
            redirected++;
            StunMessageBuilder answer = request.answer(StunClass.ERROR)
                    .add(new StunAttribute.ErrorCode(300, "Try Alternate"))
                    .add(new StunAttribute.AlternateServer(alternate));
            return (alternateDomain == null ? answer : answer.add(new StunAttribute.AlternateDomain(alternateDomain))).build();
        }
        var told = request.attribute(StunAttribute.Nonce.class);
        if (told.isEmpty()) {
            return challenge(request, 401);
        }
        if (!told.get().value().equals(nonce)) {
            return challenge(request, 438);
        }
        if (request.verifies(key(), CRYPTO) != StunMessage.Integrity.VALID) {
            return challenge(request, 401);
        }
        requests.add(request);
        Integer refusal = refusals.get(request.method());
        if (refusal != null) {
            return sealed(request.answer(StunClass.ERROR).add(new StunAttribute.ErrorCode(refusal, "")));
        }
        return sealed(granted(request, allocation, from));
    }

    private StunMessageBuilder granted(
            StunMessage request, @Nullable Allocation allocation, InetSocketAddress from) {
        StunMessageBuilder success = request.answer(StunClass.SUCCESS);
        boolean repeated = allocation != null && allocation.askedBy.equals(request.transactionId());
        if (request.method() == StunMessage.ALLOCATE && (allocation == null || repeated)) {
            Allocation made = allocation == null ? new Allocation(from, request.transactionId()) : allocation;
            allocations.put(from, made);
            return success.add(new StunAttribute.XorRelayedAddress(made.relay.localAddress()))
                    .add(new StunAttribute.XorMappedAddress(from))
                    .add(new StunAttribute.Lifetime(lifetime));
        }
        if (allocation == null || request.method() == StunMessage.ALLOCATE) {
            return request.answer(StunClass.ERROR).add(new StunAttribute.ErrorCode(437, ""));
        }
        var peer = request.attribute(StunAttribute.XorPeerAddress.class);
        switch (request.method()) {
            case StunMessage.REFRESH -> {
                if (request.attribute(StunAttribute.Lifetime.class).map(l -> l.seconds() == 0).orElse(false)) {
                    allocation.relay.close();
                    allocations.remove(from);
                }
                success.add(new StunAttribute.Lifetime(lifetime));
            }
            case StunMessage.CREATE_PERMISSION -> allocation.permissions.add(
                    peer.orElseThrow().address().getAddress());
            case StunMessage.CHANNEL_BIND -> {
                int number = request.attribute(StunAttribute.ChannelNumber.class).orElseThrow().number();
                allocation.channels.put(number, peer.orElseThrow().address());
                allocation.permissions.add(peer.orElseThrow().address().getAddress());
            }
            default -> throw new AssertionError(request);
        }
        return success;
    }

    private StunMessage challenge(StunMessage request, int code) {
        challenges++;
        StunMessageBuilder answer = request.answer(StunClass.ERROR)
                .add(new StunAttribute.ErrorCode(code, ""))
                .add(new StunAttribute.Realm(REALM))
                .add(new StunAttribute.Nonce(nonce));
        if (modern) {
            answer.add(new StunAttribute.PasswordAlgorithms(List.of(2, 1)));
        }
        return answer.build();
    }

    private StunKey key() {
        return modern
                ? StunKey.longTermSha256(USER, REALM, PASSWORD, CRYPTO)
                : StunKey.longTerm(USER, REALM, PASSWORD, CRYPTO);
    }

    private StunMessage sealed(StunMessageBuilder answer) {
        if (modern) {
            return answer.add(new StunAttribute.PasswordAlgorithms(List.of(2, 1)))
                    .integritySha256(key(), CRYPTO)
                    .build();
        }
        return answer.integrity(key(), CRYPTO).build();
    }

    /** What a peer would send, as a buffer. */
    public static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
