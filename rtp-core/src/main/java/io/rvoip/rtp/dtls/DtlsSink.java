package io.rvoip.rtp.dtls;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.srtp.SrtpKeys;
import java.net.InetSocketAddress;

/** What an association brings about, on its loop. */
public interface DtlsSink {
    /** Send this, and release it. */
    void transmit(ByteBuf datagram, InetSocketAddress to);

    /**
     * The far end has proven itself, and both sides have keys. Told once.
     *
     * @param keys the receiver's to wipe
     * @param fingerprint of the far end's certificate
     */
    void keyed(SrtpKeys keys, CertificateFingerprint fingerprint);

    /**
     * There will be no keys. Told once, instead of {@link #keyed}; the far end has been told by an alert where it could
     * be.
     *
     * @param silent whether nobody was there to shake hands with, rather than somebody who could not prove himself
     * @param reason one sentence
     */
    void failed(boolean silent, String reason);
}
