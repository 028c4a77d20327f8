package io.rvoip.session.media;

import io.rvoip.media.MediaDirection;
import io.rvoip.media.MediaParameters;
import io.rvoip.media.VideoParameters;
import io.rvoip.media.VideoWay;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.sip.sdp.Direction;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what descriptions agreed on to what a media session does. */
final class Agreed {
    private Agreed() {}

    /** @param silent nothing is sent although it might be: we hold */
    static MediaParameters parameters(
            NegotiatedAudio audio, CodecList codecs, @Nullable InetAddress signalledFrom, boolean silent) {
        Map<Integer, AudioCodec> receivable = new HashMap<>();
        audio.receivable().forEach((number, format) -> receivable.put(number, codecs.codec(format)));
        Direction direction = silent ? Direction.of(false, audio.direction().receives()) : audio.direction();
        return new MediaParameters(
                audio.remote(),
                audio.remoteRtcp(),
                signalledFrom,
                codecs.codec(audio.format()),
                audio.sendPayloadType(),
                receivable,
                audio.sendEventType(),
                audio.receiveEventType(),
                direction(direction),
                (int) audio.packetTime().toMillis(),
                audio.keys(),
                audio.dtls(),
                audio.zrtp(),
                audio.extendedReports(),
                audio.ice(),
                audio.repair(),
                audio.heads());
    }

    static VideoParameters video(NegotiatedVideo agreed, @Nullable InetAddress signalledFrom) {
        VideoWay way = agreed.way();
        return new VideoParameters(
                agreed.received(), agreed.sent(), direction(agreed.direction()), agreed.repair(), agreed.feedback(),
                way == null ? null : way.from(signalledFrom), agreed.tags());
    }

    private static MediaDirection direction(Direction direction) {
        return switch (direction) {
            case SENDRECV -> MediaDirection.SENDRECV;
            case SENDONLY -> MediaDirection.SENDONLY;
            case RECVONLY -> MediaDirection.RECVONLY;
            case INACTIVE -> MediaDirection.INACTIVE;
        };
    }
}
