package io.rvoip.engine.call;

import io.rvoip.session.media.RtpMediaPort;

/**
 * The way to media.
 *
 * @param port opens legs
 * @param codecs which codecs they have, and which of them can be joined
 */
public record MediaDoor(RtpMediaPort port, CodecChoice codecs) {}
