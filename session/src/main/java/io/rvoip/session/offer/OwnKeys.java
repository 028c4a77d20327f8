package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether one call encrypts its media, and how we agree on keys for that. Immutable.
 *
 * @param use what is offered and taken
 * @param keys for descriptions, in order of preference, one for each suite, for the whole call; none: not in that way
 * @param dtls for the media path; null: not in that way
 * @param mikey for descriptions that others may read; null: not in that way
 * @param zrtp for the media path without certificates; null: not in that way
 */
public record OwnKeys(SrtpUse use, List<SrtpMasterKey> keys, @Nullable OwnDtls dtls, @Nullable OwnMikey mikey,
        @Nullable OwnZrtp zrtp) {
    /** Plain RTP. */
    public static final OwnKeys NONE = new OwnKeys(SrtpUse.OFF, List.of(), null);

    /** An offer has to fit a datagram: so many lines at most. */
    private static final int MOST_LINES = 4;

    public OwnKeys {
        keys = List.copyOf(keys);
    }

    /** Without MIKEY and ZRTP. */
    public OwnKeys(SrtpUse use, List<SrtpMasterKey> keys, @Nullable OwnDtls dtls) {
        this(use, keys, dtls, null, null);
    }

    /** Keys in descriptions alone. */
    public static OwnKeys of(SrtpUse use, List<SrtpMasterKey> keys) {
        return new OwnKeys(use, keys, null);
    }

    /** The same keys, offered also where they would only be taken: the other side of the call has brought its own. */
    public OwnKeys volunteered() {
        return use == SrtpUse.ACCEPTED ? new OwnKeys(SrtpUse.PREFERRED, keys, dtls, mikey, zrtp) : this;
    }

    /** The same keys after some were agreed on, and no way round them. */
    OwnKeys settled(NegotiatedAudio agreed) {
        return new OwnKeys(SrtpUse.REQUIRED, keys, dtls, mikey == null ? null : mikey.settled(agreed.keys()), zrtp);
    }

    /** The same without ZRTP: the far ends have it between themselves. */
    OwnKeys withoutZrtp() {
        return new OwnKeys(use, keys, dtls, mikey, null);
    }

    /** From now on with another association. */
    OwnKeys with(OwnDtls changed) {
        return new OwnKeys(use, keys, changed, mikey, zrtp);
    }

    /** From now on with another exchange. */
    OwnKeys with(OwnMikey changed) {
        return new OwnKeys(use, keys, dtls, changed, zrtp);
    }

    /** The same for a stream of ours, whose SSRC some ways of keying have to name: 32 raw bits. */
    public OwnKeys sending(int ssrc) {
        return mikey == null ? this : with(mikey.sending(ssrc));
    }

    /** The same for a far end that configurations know by that name; null: none. */
    public OwnKeys towards(@Nullable String peer) {
        return mikey == null || peer == null ? this : with(mikey.towards(peer));
    }

    /** The same for a far end that has to prove to be that user, by what proves it; null: nobody in particular. */
    public OwnKeys proving(@Nullable String user) {
        return new OwnKeys(use, keys, dtls == null ? null : dtls.proving(user), mikey == null ? null : mikey.proving(user), zrtp);
    }

    /**
     * How our first offer is transported: not encrypted by its name where plain RTP may come of it (RFC 8643), or ZRTP, which
     * begins with plain RTP (RFC 6189 §4).
     */
    String protocol() {
        if (use != SrtpUse.REQUIRED || zrtp != null) {
            return AudioLine.PLAIN;
        }
        return keys.isEmpty() && dtls != null ? AudioLine.OVER_DTLS.get(0) : AudioLine.SECURE.get(0);
    }

    Optional<SrtpMasterKey> of(SrtpSuite suite) {
        return keys.stream().filter(key -> key.suite() == suite).findFirst();
    }

    private boolean offering() {
        return use == SrtpUse.PREFERRED || use == SrtpUse.REQUIRED;
    }

    /** The lines of an offer, that of the key in use first, so that it stays in use. */
    List<CryptoAttribute> offered(@Nullable SrtpMasterKey inUse) {
        List<CryptoAttribute> lines = new ArrayList<>();
        if (inUse != null) {
            lines.add(new CryptoAttribute(1, inUse));
        }
        if (inUse != null || offering()) {
            keys.stream().filter(key -> !key.equals(inUse)).limit(MOST_LINES - lines.size())
                    .forEach(key -> lines.add(new CryptoAttribute(lines.size() + 1, key)));
        }
        return lines;
    }

    /** Whether a first offer has a message of MIKEY. */
    boolean offersMikey() {
        return mikey != null && !mikey.yielding() && offering();
    }

    /** Whether a first offer over {@code protocol} says that we speak ZRTP. */
    boolean offersZrtp(String protocol) {
        return zrtp != null && (zrtp.unasked() || offering()) && AudioLine.isPlain(protocol);
    }

    /** What is agreed on about ZRTP with the writer of a line without other keys; null: nothing. */
    @Nullable ZrtpParameters exchange(Media theirs) {
        boolean required = use == SrtpUse.REQUIRED;
        return zrtp != null && AudioLine.isPlain(theirs.protocol()) && (required || OwnZrtp.hash(theirs).isPresent())
                ? zrtp.agreed(theirs, required) : null;
    }

    /** Whether a first offer over {@code protocol} has a certificate to show. */
    boolean offersDtls(String protocol) {
        return dtls != null && offering() && !AudioLine.SECURE.contains(protocol);
    }
}
