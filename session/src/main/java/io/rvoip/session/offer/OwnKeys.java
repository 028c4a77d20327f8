package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether one call encrypts its media, and our keys for that: one for each suite, for the whole call. Immutable.
 *
 * @param use what is offered and taken
 * @param keys in order of preference
 */
public record OwnKeys(SrtpUse use, List<SrtpMasterKey> keys) {
    /** Plain RTP. */
    public static final OwnKeys NONE = new OwnKeys(SrtpUse.OFF, List.of());

    /** An offer has to fit a datagram: so many lines at most. */
    private static final int MOST_LINES = 4;

    public OwnKeys {
        keys = List.copyOf(keys);
    }

    /** The same keys, offered also where they would only be taken: the other side of the call has brought its own. */
    public OwnKeys volunteered() {
        return use == SrtpUse.ACCEPTED ? new OwnKeys(SrtpUse.PREFERRED, keys) : this;
    }

    /** The same keys, and no way round them. */
    OwnKeys required() {
        return new OwnKeys(SrtpUse.REQUIRED, keys);
    }

    Optional<SrtpMasterKey> of(SrtpSuite suite) {
        return keys.stream().filter(key -> key.suite() == suite).findFirst();
    }

    /** The lines of an offer, that of the key in use first, so that it stays in use. */
    List<CryptoAttribute> offered(@Nullable SrtpMasterKey inUse) {
        List<CryptoAttribute> lines = new ArrayList<>();
        if (inUse != null) {
            lines.add(new CryptoAttribute(1, inUse));
        }
        if (inUse != null || use == SrtpUse.PREFERRED || use == SrtpUse.REQUIRED) {
            keys.stream().filter(key -> !key.equals(inUse)).limit(MOST_LINES - lines.size())
                    .forEach(key -> lines.add(new CryptoAttribute(lines.size() + 1, key)));
        }
        return lines;
    }
}
