package io.rvoip.rtp;

import io.rvoip.rtp.srtp.SrtpStatus;

/** Why a session dropped a datagram. */
public enum RtpDrop {
    /** Not an RTP packet; {@link RtpProblem} says why. */
    INVALID_RTP,
    /** Not an RTCP compound packet. */
    INVALID_RTCP,
    /** The readable part of a compound was used, its malformed tail dropped. */
    RTCP_TAIL,
    /** Not made with the far end's key, or changed on its way. */
    SRTP_AUTH_FAILED,
    /** An SRTP packet that was received before, or is older than can be told. */
    SRTP_REPLAYED,
    /** SRTP as it may not be: in clear, under too many SSRCs, or with a key at the end of its life. */
    SRTP_REFUSED,
    /** SRTP before there are keys for it: the far end is done with them a little earlier than we are. */
    SRTP_NO_KEYS,
    /** What was to be sent could not be encrypted: nothing goes in clear. */
    SRTP_NOT_SENT,
    /** ZRTP for a leg that does not speak it. */
    ZRTP_NOT_TAKEN,
    /** Video that passes to nobody: none is agreed on, not yet or no longer, it rests, or no other leg is joined. */
    VIDEO_NOT_TAKEN,
    /** It names a line of the group that there is not (RFC 9143 section 9.2). */
    UNKNOWN_LINE,
    /** A payload type that was not agreed on. */
    UNKNOWN_PAYLOAD_TYPE,
    /** Sent again without saying what, or with earlier packets in it that do not fit. */
    INVALID_REPAIR,
    /** From an address that is not the remote's. */
    FOREIGN_SOURCE,
    /** Our own SSRC comes back: a loop, or a collision (RFC 3550 section 8.2). */
    OWN_SSRC,
    /** A source that has not yet sent two packets in a row. */
    PROBATION,
    /** A sequence number far from what is expected, by a single packet. */
    SUSPECT_SEQUENCE,
    /** Seen before. */
    DUPLICATE,
    /** Nowhere to send to: no remote address is known. */
    NO_REMOTE,
    /** After close. */
    CLOSED;

    /** @param malformed of which kind a packet is that is none */
    static RtpDrop refused(SrtpStatus status, RtpDrop malformed) {
        return switch (status) {
            case MALFORMED -> malformed;
            case AUTH_FAILED, FAILED -> SRTP_AUTH_FAILED;
            case REPLAYED, TOO_OLD -> SRTP_REPLAYED;
            case NO_KEYS -> SRTP_NO_KEYS;
            case NOT_ENCRYPTED, TOO_MANY_STREAMS, KEY_EXHAUSTED, NO_ROOM, CLOSED, OK -> SRTP_REFUSED;
        };
    }
}
