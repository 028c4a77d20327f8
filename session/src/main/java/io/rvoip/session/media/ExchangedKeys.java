package io.rvoip.session.media;

import io.rvoip.media.MediaSession;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Our keys of one line that MIKEY has made, a new one with each exchange: all but the newest are wiped while the call goes on. So
 * many are kept as one offer takes answers, for each of those, from wherever an INVITE has been forked to, may be in force again
 * after the others. Keys that descriptions name are for the whole call, one for each suite, and none of these. On the loop of
 * the leg.
 */
final class ExchangedKeys {
    /** As many as answers to one offer are worked out. */
    static final int MOST = 16;

    private static final String MIKEY = "mikey";

    private final MediaSession media;
    private final Deque<SrtpMasterKey> ours = new ArrayDeque<>();

    ExchangedKeys(MediaSession media) {
        this.media = media;
    }

    /** After the media session was told of an agreement. @param keys null: it has none */
    void agreed(@Nullable SrtpKeys keys) {
        if (keys == null || !keys.keying().startsWith(MIKEY) || keys.sending() == ours.peekLast()) {
            return;
        }
        ours.removeIf(one -> one == keys.sending());
        ours.add(keys.sending());
        if (ours.size() > MOST) {
            wipe(ours.remove());
        }
    }

    /** Once the media loop has done what it was told until now: until then it may have to read it. */
    private void wipe(SrtpMasterKey spent) {
        try {
            media.loop().execute(spent::close);
        } catch (RejectedExecutionException loopGone) {
            spent.close();
        }
    }
}
