package io.rvoip.sip.transport.tls;

import java.util.List;

/**
 * What protects one connection.
 *
 * @param version as in {@code TLSv1.3}
 * @param suite as in {@code TLS_AES_256_GCM_SHA384}
 * @param peerNames the domains and addresses the peer has proved to be; empty for a peer that proved nothing
 */
public record TlsSession(String version, String suite, List<String> peerNames) {
    public TlsSession {
        peerNames = List.copyOf(peerNames);
    }

    @Override
    public String toString() {
        return version + ' ' + suite;
    }
}
