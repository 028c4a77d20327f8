package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Shared;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.media.codec.G711;
import io.rvoip.media.internal.PacketRoute;
import io.rvoip.rtp.RtpForwarder;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.zrtp.ZrtpPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link MediaBridge}: from one leg's far end to the other leg's. On their loop. */
final class BridgeDirection implements PacketRoute {
    /** What happens to the payload on its way. */
    private enum Payload {
        NONE, AS_IS, ULAW_TO_ALAW, ALAW_TO_ULAW, EVENT;

        static final Payload[] ALL = values();
    }

    private final MediaBridge bridge;
    private final MediaSession from;
    private final MediaSession to;
    private static final Shared<ByteBuffer> TABLES = new Shared<>(256);

    /** For each payload type the ordinal of its {@link Payload}. */
    private byte[] payloads = {};
    private final RtpPacket copy = new RtpPacket();
    private @Nullable RtpForwarder forwarder;
    private boolean open;
    private boolean spokeZrtp;
    private long forwarded;
    private long transcoded;
    private long dropped;

    BridgeDirection(MediaBridge bridge, MediaSession from, MediaSession to) {
        this.bridge = bridge;
        this.from = from;
        this.to = to;
        plan();
    }

    /** The way of a packet: judged, heard beside, transcoded in place, its header rewritten in place, sent. */
    @Override
    public void media(RtpPacket packet, long now) {
        Payload payload = Payload.ALL[payloads[packet.payloadType()]];
        RtpForwarder next = forwarder;
        boolean readable = !bridge.isSealed();
        if (readable) {
            hearBeside(packet, payload, now);
        }
        if (!open || next == null || payload == Payload.NONE) {
            dropped++;
            packet.buffer().release();
            return;
        }
        if (readable) {
            transcode(packet, payload);
        }
        if (next.forward(packet, now)) {
            forwarded++;
        } else {
            dropped++;
        }
    }

    @Override
    public boolean zrtp(ByteBuf packet, InetSocketAddress sender, long now) {
        if (!ZrtpPacket.matches(packet) || !bridge.passesZrtp()) {
            return false;
        }
        if (from.rtp().pass(packet, sender, ZrtpPacket.ssrc(packet), to.rtp(), now) && !spokeZrtp) {
            spokeZrtp = true;
            bridge.changed();
        }
        return true;
    }

    @Override
    public boolean passesZrtp() {
        return bridge.passesZrtp();
    }

    /** Whether a packet in the codec that goes out may pass without a change, and nobody has to understand it here. */
    boolean transparent() {
        MediaParameters out = to.parameters().orElse(null);
        return out != null && forwarder != null && payloads[out.sendType()] == Payload.AS_IS.ordinal() && from.isPlain() && !listened();
    }

    /** Whether our far end has spoken ZRTP to the other one. */
    boolean spokeZrtp() {
        return spokeZrtp;
    }

    void forgetZrtp() {
        spokeZrtp = false;
    }

    /** Digits are always understood here too; audio is copied and decoded only for who listens. */
    private void hearBeside(RtpPacket packet, Payload payload, long now) {
        if (payload == Payload.EVENT) {
            from.heardEvent(packet, now);
        } else if (payload != Payload.NONE && listened()) {
            ByteBuf beside = packet.buffer().copy();
            copy.wrap(beside);
            from.hearing().received(copy, now);
        }
    }

    private void transcode(RtpPacket packet, Payload payload) {
        switch (payload) {
            case ULAW_TO_ALAW -> {
                G711.ulawToAlaw(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
                transcoded++;
            }
            case ALAW_TO_ULAW -> {
                G711.alawToUlaw(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
                transcoded++;
            }
            case AS_IS, EVENT, NONE -> { }
        }
    }

    /**
     * Works out for each payload type what becomes of it, whenever one of the legs was configured anew. What flows goes on
     * flowing: a step amid a telephone event would make two of it, and most descriptions of a call change no packet.
     */
    private void plan() {
        RtpForwarder flowing = open ? forwarder : null;
        forwarder = null;
        open = false;
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) Payload.NONE.ordinal());
        MediaParameters in = from.parameters().orElse(null);
        MediaParameters out = to.parameters().orElse(null);
        if (in != null && out != null) {
            Map<Integer, Integer> types = plan(table, in, out);
            open = out.sends();
            if (open && flowing != null) {
                flowing.take(types);
                forwarder = flowing;
            } else {
                forwarder = new RtpForwarder(to.rtp(), types);
            }
        }
        payloads = TABLES.of(ByteBuffer.wrap(table)).array();
    }

    /** Fills the table, and tells the payload types that go out. */
    private static Map<Integer, Integer> plan(byte[] table, MediaParameters in, MediaParameters out) {
        Map<Integer, Integer> types = new HashMap<>();
        in.receivable().forEach((type, codec) -> {
            table[type] = (byte) between(codec, out.codec()).ordinal();
            types.put(type, out.sendType());
        });
        if (in.receiveEventType() >= 0) {
            table[in.receiveEventType()] = (byte) Payload.EVENT.ordinal();
            if (out.sendEventType() >= 0 && in.codec().clockRate() == out.codec().clockRate()) {
                types.put(in.receiveEventType(), out.sendEventType());
            }
        }
        return types;
    }

    private static Payload between(AudioCodec in, AudioCodec out) {
        if (in.sameWireFormat(out)) {
            return Payload.AS_IS;
        }
        if (in == Codecs.PCMU && out == Codecs.PCMA) {
            return Payload.ULAW_TO_ALAW;
        }
        return in == Codecs.PCMA && out == Codecs.PCMU ? Payload.ALAW_TO_ULAW : Payload.NONE;
    }

    static boolean possible(AudioCodec in, AudioCodec out) {
        return between(in, out) != Payload.NONE;
    }

    /** A tap on either leg hears both directions. */
    @Override
    public boolean listened() {
        return from.isTapped() || to.isTapped();
    }

    @Override
    public void changed() {
        bridge.changed();
    }

    @Override
    public void videoChanged() {
        bridge.videoChanged();
    }

    void replan() {
        plan();
    }

    @Override
    public void closed() {
        bridge.detach();
    }

    @Override
    public short[] otherFrame() {
        return to.hearing().frame();
    }

    long forwarded() {
        return forwarded;
    }

    long transcoded() {
        return transcoded;
    }

    long dropped() {
        return dropped;
    }
}
