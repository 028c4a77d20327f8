package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * Somebody asks for a picture that needs none before it (FIR, RFC 5104 section 4.3.1).
 *
 * @param ssrc of who asks
 * @param requests what is asked for, at most {@link #MOST}
 */
public record IntraRequest(int ssrc, List<Request> requests) implements RtcpPacket {
    /** Requests taken from one packet at most. */
    public static final int MOST = 32;

    static final int FORMAT = 4;

    /** Copies the list. */
    public IntraRequest {
        requests = List.copyOf(requests);
    }

    /**
     * One stream.
     *
     * @param media its SSRC
     * @param command 0 to 255, another one for each new request
     */
    public record Request(int media, int command) {}

    @Override
    public int type() {
        return PSFB;
    }
}
