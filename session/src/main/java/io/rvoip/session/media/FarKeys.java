package io.rvoip.session.media;

import io.rvoip.media.MediaSession;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The far end's keys of one line, as descriptions have named them one after the other: each is wiped once the media loop goes by
 * the next. What that derived from it reads the packets that still come under it, and is wiped with the first under the next
 * (RFC 4568 section 7.1.4). What an agreement names when the call ends is its own to wipe; these are
 * those that none names any more. On the loop of the leg.
 */
final class FarKeys {
    private final MediaSession media;
    private @Nullable SrtpMasterKey inForce;

    FarKeys(MediaSession media) {
        this.media = media;
    }

    /**
     * After the media session was told of an agreement.
     *
     * @param keys another key, or the same read once more; null: nothing new is named, and the last one may be needed yet
     */
    void agreed(@Nullable SrtpKeys keys) {
        SrtpMasterKey before = inForce;
        if (keys != null && keys.receiving() != before) {
            inForce = keys.receiving();
            wipe(before == null ? List.of() : List.of(before));
        }
    }

    /** The line has ended, and the media session was told so: ours are wiped too. */
    void ended(List<SrtpMasterKey> ours) {
        List<SrtpMasterKey> spent = new ArrayList<>(ours);
        if (inForce != null) {
            spent.add(inForce);
            inForce = null;
        }
        wipe(spent);
    }

    /** Once the media loop has done what it was told until now: until then it may have to read them. */
    private void wipe(List<SrtpMasterKey> spent) {
        try {
            media.loop().execute(() -> spent.forEach(SrtpMasterKey::close));
        } catch (RejectedExecutionException loopGone) {
            spent.forEach(SrtpMasterKey::close);
        }
    }

    /** Wipes what is left; after the media session has ended. */
    void close() {
        if (inForce != null) {
            inForce.close();
        }
    }
}
