package io.rvoip.ice.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttributeType;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.turn.ChannelData;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way of data, both directions in one readable method each (RFC 8656 §11, §12.6, §12.7). What arrives is sent on in
 * its own buffer: heads are cut off, or written in front after the data has moved a few bytes within. Nothing is
 * allocated, but for the first datagram to a peer. Confined to one loop.
 */
final class DataRelay {
    private static final int DATA_INDICATION = 0x0017;
    private static final int COOKIE = 0x2112A442;
    private static final int HEADER = 20;
    private static final int ATTRIBUTE = 4;

    private final ServerCounters counters;
    private final Peers peers;
    private final Bandwidth total;
    private final SendIndication indication = new SendIndication();
    private final byte[] mask;
    private final int idHigh;
    private long idLow;

    DataRelay(RelaySettings settings, Peers peers, ServerCounters counters, IdSource ids, long now) {
        this.peers = peers;
        this.counters = counters;
        total = new Bandwidth(settings.quotas().totalBytesPerSecond(), now);
        idHigh = (int) ids.nextLong();
        idLow = ids.nextLong();
        mask = ByteBuffer.allocate(8).putInt(COOKIE).putInt(idHigh).array();
    }

    /** Whether a frame is ChannelData, with the numbers of RFC 5766 too. */
    static boolean isChannelData(ByteBuf frame) {
        int at = frame.readerIndex();
        int length = frame.readableBytes();
        return length >= ChannelData.HEADER && frame.getByte(at) >= 0x40
                && frame.getUnsignedShort(at + 2) <= length - ChannelData.HEADER;
    }

    /** ChannelData of a client; takes ownership. */
    void channelData(ClientLink link, ByteBuf frame, long now) {
        Allocation allocation = link.allocation;
        if (allocation == null || !allocation.alive(now)) {
            drop(frame, counters.noAllocation);
            return;
        }
        Channel channel = allocation.channel(frame.getUnsignedShort(frame.readerIndex()), now);
        if (channel == null) {
            drop(frame, counters.noChannel);
            return;
        }
        int at = frame.readerIndex() + ChannelData.HEADER;
        toPeer(allocation, frame, at, frame.getUnsignedShort(at - 2), channel.wire, channel.ipv6, now);
    }

    /**
     * A Send indication of a client in the usual form.
     *
     * @return false when it is something else, and still the caller's; else it was taken over
     */
    boolean indicated(ClientLink link, ByteBuf frame, long now) {
        if (!indication.read(frame)) {
            return false;
        }
        Allocation allocation = link.allocation;
        if (allocation == null || !allocation.alive(now)) {
            drop(frame, counters.noAllocation);
            return true;
        }
        PeerSlots.Slot peer = allocation.slots.of(indication, peers);
        send(allocation, frame, indication.dataAt(), indication.dataLength(), peer.wire(), peer.permitted(), now);
        return true;
    }

    /** A Send indication in another form, as the parser read it. */
    void indicated(ClientLink link, StunMessage message, long now) {
        Allocation allocation = link.allocation;
        var peer = message.attribute(StunAttribute.XorPeerAddress.class).map(StunAttribute.XorPeerAddress::address);
        ByteBuf data = message.data().orElse(null);
        if (allocation == null || !allocation.alive(now)) {
            counters.noAllocation.increment();
        } else if (peer.isEmpty() || data == null || !message.unknownRequired().isEmpty()) {
            counters.malformed.increment();
        } else {
            send(allocation, data, 0, data.readableBytes(), peers.wire(peer.get()), peers.permits(peer.get()), now);
        }
    }

    private void send(Allocation allocation, ByteBuf frame, int at, int length, InetSocketAddress peer, boolean permitted,
            long now) {
        if (!permitted) {
            drop(frame, counters.forbidden);
        } else if (allocation.permission(peer.getAddress(), now) == null) {
            drop(frame, counters.noPermission);
        } else {
            toPeer(allocation, frame, at, length, peer, peer.getAddress() instanceof Inet6Address, now);
        }
    }

    private void toPeer(Allocation allocation, ByteBuf frame, int at, int length, InetSocketAddress peer, boolean ipv6, long now) {
        DatagramPath relay = allocation.relay(ipv6);
        if (relay == null) {
            drop(frame, counters.noAllocation);
            return;
        }
        if (!affordable(allocation, length, now)) {
            drop(frame, counters.bandwidth);
            return;
        }
        counters.packetsToPeers.increment();
        counters.bytesToPeers.add(length);
        relay.send(frame.setIndex(at, at + length), peer);
    }

    /** What a peer sent to a relay; takes ownership. */
    void fromPeer(Allocation allocation, ByteBuf datagram, InetSocketAddress peer, long now) {
        if (!allocation.alive(now)) {
            drop(datagram, counters.noAllocation);
            return;
        }
        Channel channel = allocation.channel(peer, now);
        Permission permission = channel == null ? allocation.permission(peer.getAddress(), now)
                : allocation.permission(channel, now);
        if (permission == null) {
            drop(datagram, counters.noPermission);
            return;
        }
        int length = datagram.readableBytes();
        if (!affordable(allocation, length, now)) {
            drop(datagram, counters.bandwidth);
            return;
        }
        boolean stream = allocation.link.stream();
        ByteBuf frame = channel == null ? indication(datagram, permission, peer.getPort())
                : channelData(datagram, channel.number, stream);
        counters.packetsToClients.increment();
        counters.bytesToClients.add(length);
        if (!allocation.link.send(frame)) {
            counters.queueFull.increment();
        }
    }

    private boolean affordable(Allocation allocation, int bytes, long now) {
        if (!allocation.bandwidth.has(bytes, now) || !total.has(bytes, now)) {
            return false;
        }
        allocation.bandwidth.take(bytes, now);
        total.take(bytes, now);
        return true;
    }

    private static ByteBuf channelData(ByteBuf datagram, int number, boolean padded) {
        int length = datagram.readableBytes();
        ByteBuf frame = shifted(datagram, ChannelData.HEADER, padded ? -length & 3 : 0);
        int at = frame.readerIndex();
        frame.setShort(at, number).setShort(at + 2, length);
        return frame;
    }

    private ByteBuf indication(ByteBuf datagram, Permission permission, int port) {
        int length = datagram.readableBytes();
        int padding = -length & 3;
        byte[] address = permission.address;
        int peer = 4 + address.length;
        int head = HEADER + ATTRIBUTE + peer + ATTRIBUTE;
        ByteBuf frame = shifted(datagram, head, padding);
        int at = frame.readerIndex();
        idLow++;
        frame.setShort(at, DATA_INDICATION).setShort(at + 2, head - HEADER + length + padding).setInt(at + 4, COOKIE)
                .setInt(at + 8, idHigh).setLong(at + 12, idLow);
        at += HEADER;
        frame.setShort(at, StunAttributeType.XOR_PEER_ADDRESS).setShort(at + 2, peer).setByte(at + 4, 0)
                .setByte(at + 5, address.length == 4 ? RelaySettings.IPV4 : RelaySettings.IPV6)
                .setShort(at + 6, port ^ COOKIE >>> 16);
        for (int i = 0; i < address.length; i++) {
            int masked = i < 8 ? mask[i] : (int) (idLow >>> Byte.SIZE * (15 - i));
            frame.setByte(at + 8 + i, address[i] ^ masked);
        }
        at += ATTRIBUTE + peer;
        frame.setShort(at, StunAttributeType.DATA).setShort(at + 2, length);
        return frame;
    }

    /** Makes room in front, and zeroes behind; in place where the buffer has the room, as those of sockets have. */
    private static ByteBuf shifted(ByteBuf datagram, int head, int padding) {
        int at = datagram.readerIndex();
        int length = datagram.readableBytes();
        if (datagram.maxFastWritableBytes() >= head + padding && !datagram.isReadOnly()) {
            datagram.writerIndex(at + head + length);
            datagram.setBytes(at + head, datagram, at, length);
            return datagram.writeZero(padding);
        }
        ByteBuf copy = Unpooled.buffer(head + length + padding);
        copy.writerIndex(head).writeBytes(datagram).writeZero(padding);
        datagram.release();
        return copy;
    }

    private static void drop(ByteBuf frame, Metrics.Counter reason) {
        frame.release();
        reason.increment();
    }
}
