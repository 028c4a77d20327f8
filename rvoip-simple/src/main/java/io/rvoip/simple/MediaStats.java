package io.rvoip.simple;

import io.rvoip.media.MediaStatistics;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What has been counted and measured of a call's media. Counts are exact and at most a second old.
 *
 * @param packetsSent RTP packets
 * @param packetsReceived RTP packets, without duplicates
 * @param packetsLost packets of the far end that never came
 * @param packetsLate packets that came after their time to be played
 * @param bytesSent payload
 * @param bytesReceived payload
 * @param bitrate payload bits a second received during the last second; absent before there was one
 * @param quality absent until something was measured
 */
public record MediaStats(
        long packetsSent, long packetsReceived, long packetsLost, long packetsLate, long bytesSent,
        long bytesReceived, OptionalDouble bitrate, Optional<CallQuality> quality) {
    static MediaStats of(MediaStatistics figures, OptionalDouble bitrate) {
        return new MediaStats(
                figures.sent(), figures.received(), figures.lost(), figures.late(), figures.sentOctets(),
                figures.receivedOctets(), bitrate, CallQuality.of(figures));
    }
}
