package io.rvoip.session.offer;

import io.rvoip.media.LocalIce;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/**
 * The line of an offer to accept.
 *
 * @param line the first one we can use
 * @param place its place among the lines
 * @param why what is wrong with the others, audio above all; null when none was offered
 */
record Choice(OfferedLine.@Nullable Usable line, int place, @Nullable Refusal why) {
    static Choice of(
            SessionDescription offer, AudioCapabilities capabilities, LocalAudio local, OwnKeys keys,
            @Nullable LocalIce ice) {
        Refusal why = null;
        boolean audioSeen = false;
        for (int i = 0; i < offer.media().size(); i++) {
            Media line = offer.media().get(i);
            if (line.isDeclined()) {
                continue;
            }
            OfferedLine judged = OfferedLine.judge(offer, line, capabilities, local, keys, ice);
            if (judged instanceof OfferedLine.Usable usable) {
                return new Choice(usable, i, null);
            }
            if (why == null || line.isAudio() && !audioSeen) {
                why = ((OfferedLine.Unusable) judged).why();
                audioSeen = line.isAudio();
            }
        }
        return new Choice(null, -1, why);
    }
}
