package io.rvoip.media;

import io.rvoip.rtp.zrtp.HelloHash;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The ports that a leg has for video alone.
 *
 * @param rtp where pictures arrive
 * @param rtcp where RTCP does; the same one with rtcp-mux
 * @param zrtp what our description says of ZRTP on them; empty: the leg has none
 */
public record VideoAddresses(InetSocketAddress rtp, InetSocketAddress rtcp, Optional<HelloHash> zrtp) {}
