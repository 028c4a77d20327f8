package io.rvoip.engine;

import io.rvoip.media.MediaSecurity;
import io.rvoip.session.LegStatistics;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One side of a call at one moment.
 *
 * @param id stable for the life of the leg
 * @param party the address of record at its end, as in {@code sip:alice@rvoip.test}
 * @param callId the SIP Call-ID
 * @param transport {@code udp}, {@code tcp} …
 * @param remote where its signalling goes
 * @param codec what it speaks, once agreed
 * @param security how its media is protected, where media flows through this platform
 * @param statistics what its media has measured, where media flows through this platform
 */
public record LegInfo(String id, String party, String callId, String transport, InetSocketAddress remote,
        Optional<String> codec, Optional<MediaSecurity> security, Optional<LegStatistics> statistics) {}
