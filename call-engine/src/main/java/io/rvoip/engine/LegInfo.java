package io.rvoip.engine;

import io.rvoip.media.MediaSecurity;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One side of a call at one moment.
 *
 * @param id stable for the life of the leg
 * @param party the address of record at its end, as in {@code sip:alice@rvoip.test}
 * @param callId the SIP Call-ID
 * @param transport {@code udp}, {@code tcp} …
 * @param tls what protects the connection its signalling takes, up to the next hop; empty where it is plain
 * @param remote where its signalling goes
 * @param codec what it speaks, once agreed
 * @param security how its media is protected, where media flows through this platform
 * @param statistics what its media has measured, where media flows through this platform
 * @param refusals the first few descriptions of its far end that were refused for the protection of media, or the lack of it
 */
public record LegInfo(String id, String party, String callId, String transport, Optional<TlsSession> tls,
        InetSocketAddress remote, Optional<String> codec, Optional<MediaSecurity> security,
        Optional<LegStatistics> statistics, List<RefusedMedia> refusals) {
    private static final Set<String> DESCRIBED = Set.of("sdes", "dtls");

    /** Copies the list. */
    public LegInfo {
        refusals = List.copyOf(refusals);
    }

    /**
     * Who vouches for the far end of media whose keys or fingerprint are in descriptions: {@code signalling} where these
     * came over TLS, so that only servers on the way could have changed them; {@code nobody} where anybody could. Empty
     * for media that is not encrypted, and for keying that proves by itself who is there.
     */
    public Optional<String> verifiedBy() {
        return security.filter(media -> media.suite().isPresent() && DESCRIBED.contains(media.keying()))
                .map(media -> tls.isPresent() ? "signalling" : "nobody");
    }
}
