package io.rvoip.common;

/**
 * How packets are marked for routers: differentiated services code points (RFC 2474), 0–63. Immutable.
 *
 * @param dscpMarking whether packets are marked at all
 * @param audio for audio, 46 is expedited forwarding (RFC 3246)
 * @param video for video on ports of its own, 34 is AF41 (RFC 2597); beside audio in a BUNDLE group it leaves from the socket
 *     of audio with the mark of that, though RFC 8837 section 5 would have one for each packet
 * @param signaling for SIP, 24 is CS3
 */
public record QosConfig(boolean dscpMarking, int audio, int video, int signaling) {
    private static final int MOST = 63;

    /** Checks the ranges. */
    public QosConfig {
        Expect.inRange("audio", audio, 0, MOST);
        Expect.inRange("video", video, 0, MOST);
        Expect.inRange("signaling", signaling, 0, MOST);
    }

    /** Marking on, with 46, 34 and 24. */
    public static QosConfig standard() {
        return new QosConfig(true, 46, 34, 24);
    }

    /** No marking. */
    public static QosConfig off() {
        return standard().withDscpMarking(false);
    }

    /** The code point to set on audio sockets; 0 when marking is off. */
    public int audioDscp() {
        return dscpMarking ? audio : 0;
    }

    /** The code point to set on sockets of video alone; 0 when marking is off. */
    public int videoDscp() {
        return dscpMarking ? video : 0;
    }

    /** The code point to set on signalling sockets; 0 when marking is off. */
    public int signalingDscp() {
        return dscpMarking ? signaling : 0;
    }

    /** The same with marking on or off. */
    public QosConfig withDscpMarking(boolean on) {
        return new QosConfig(on, audio, video, signaling);
    }

    /** The same with another code point for audio. */
    public QosConfig withAudio(int codePoint) {
        return new QosConfig(dscpMarking, codePoint, video, signaling);
    }

    /** The same with another code point for video. */
    public QosConfig withVideo(int codePoint) {
        return new QosConfig(dscpMarking, audio, codePoint, signaling);
    }

    /** The same with another code point for signalling. */
    public QosConfig withSignaling(int codePoint) {
        return new QosConfig(dscpMarking, audio, video, codePoint);
    }
}
