package io.rvoip.session;

import io.rvoip.common.Loop;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a leg needs to know before its first offer or answer.
 *
 * @param label names the leg in logs and statistics, usually its Call-ID; not sent
 * @param loop the loop the leg is used from; its results and events arrive there
 * @param local our address on the path the signalling takes: decides the address family, and the address in {@code c=}
 *     unless the media port is configured with others. A wildcard leaves the choice to the media port
 * @param signalledFrom the host the far end's signalling comes from; a phone behind a NAT, whose description names an
 *     address of its own network, is likely to send its media from there too. Null when not known
 * @param encrypted whether the signalling is encrypted on its way to the next hop, so that it may carry keys
 * @param webSocket whether the far end is reached over WebSocket, so that it is likely to be a browser
 * @param codecs encoding names (RFC 4855, any case) in order of preference; empty means the media port's own list.
 *     Names unknown to the media port are refused with an {@link IllegalArgumentException} by {@link MediaPort#open}
 * @param offer the description that the leg will answer; null: it will make one itself, or knows none yet
 * @param user address of record of whom the far end has to prove to be by the certificate of its media, where keying has
 *     certificates that authorities vouch for, as in {@code sip:alice@example.com}; null: nobody in particular
 * @param peer who the far end is, by the name that keying may know its certificate under beforehand (RFC 3830 section 3.2); null: by none
 * @param events where the leg reports
 */
public record LegRequest(
        String label,
        Loop loop,
        InetAddress local,
        @Nullable InetAddress signalledFrom,
        boolean encrypted,
        boolean webSocket,
        List<String> codecs,
        @Nullable SessionDescription offer,
        @Nullable String user,
        @Nullable String peer,
        MediaLeg.Events events) {
    public LegRequest {
        codecs = List.copyOf(codecs);
    }

    /** A request for the media port's own codec list, from a far end whose signalling is unknown. */
    public static LegRequest of(String label, Loop loop, InetAddress local, MediaLeg.Events events) {
        return new LegRequest(label, loop, local, null, false, false, List.of(), null, null, null, events);
    }

    /** The same request with another codec list. */
    public LegRequest withCodecs(List<String> names) {
        return new LegRequest(label, loop, local, signalledFrom, encrypted, webSocket, names, offer, user, peer, events);
    }

    /** The same request with the host the signalling comes from. */
    public LegRequest withSignalledFrom(InetAddress host) {
        return new LegRequest(label, loop, local, host, encrypted, webSocket, codecs, offer, user, peer, events);
    }

    /** The same request with what will be answered, where there is something: it decides between own ports and a shared one. */
    public LegRequest answering(Optional<SdpBody> body) {
        SessionDescription description =
                body.flatMap(sdp -> SdpParser.parse(sdp.bytes()).description()).orElse(null);
        return new LegRequest(label, loop, local, signalledFrom, encrypted, webSocket, codecs, description, user, peer, events);
    }

    /** The same request for a leg whose far end has to prove to be that user. */
    public LegRequest proving(String addressOfRecord) {
        return new LegRequest(label, loop, local, signalledFrom, encrypted, webSocket, codecs, offer, addressOfRecord, peer, events);
    }

    /** The same request for a leg to who is known by that name. */
    public LegRequest towards(String known) {
        return new LegRequest(label, loop, local, signalledFrom, encrypted, webSocket, codecs, offer, user, known, events);
    }

    /** The same request over this transport. */
    public LegRequest over(TransportProtocol transport) {
        boolean web = transport == TransportProtocol.WS || transport == TransportProtocol.WSS;
        return new LegRequest(label, loop, local, signalledFrom, transport.secure(), web, codecs, offer, user, peer, events);
    }
}
