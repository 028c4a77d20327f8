package io.rvoip.media;

import java.net.InetSocketAddress;

/**
 * The ports that a leg has for video alone.
 *
 * @param rtp where pictures arrive
 * @param rtcp where RTCP does; the same one with rtcp-mux
 */
public record VideoAddresses(InetSocketAddress rtp, InetSocketAddress rtcp) {}
