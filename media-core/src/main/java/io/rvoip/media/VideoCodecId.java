package io.rvoip.media;

/** The video codecs an application may ask for by name. Whether this build has one says {@link Capabilities}. */
public enum VideoCodecId {
    /** RFC 6184. */
    H264,
    /** RFC 7741. */
    VP8,
    /** RFC 9628. */
    VP9,
    /** The RTP payload format of the Alliance for Open Media. */
    AV1
}
