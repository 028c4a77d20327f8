package io.rvoip.session.media;

import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A description of the far end's that was refused because of how media would have been protected, or not.
 *
 * @param at when
 * @param offered its ways to protect media, as in {@code RTP/SAVP, crypto AES_CM_128_HMAC_SHA1_32}: no keys, and nothing else of it
 * @param why it was refused, as the far end was told
 */
public record RefusedMedia(Instant at, String offered, String why) {
    private static final int MOST_LINES = 4;
    private static final int MOST_WAYS = 8;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_/.-]{1,48}");
    /** Attributes that name a way, and which of their words does; never the one with the key. */
    private static final Map<String, Integer> WAYS = Map.of("crypto", 1, "fingerprint", 0, "key-mgmt", -1, "zrtp-hash", -1);

    static boolean isAbout(Refusal refusal) {
        return refusal.warning() == Refusal.INCOMPATIBLE_TRANSPORT || refusal.warning() == Refusal.ATTRIBUTE_NOT_UNDERSTOOD;
    }

    static RefusedMedia of(Instant at, SessionDescription description, Refusal refusal) {
        List<String> ways = new ArrayList<>();
        for (Media line : description.media().subList(0, Math.min(MOST_LINES, description.media().size()))) {
            ways.add(word(line.protocol()));
            line.attributes().list().stream().filter(attribute -> WAYS.containsKey(attribute.name())).limit(MOST_WAYS)
                    .forEach(attribute -> ways.add(way(attribute.name(), attribute.value())));
        }
        return new RefusedMedia(at, String.join(", ", ways), refusal.text());
    }

    private static String way(String name, String value) {
        int at = WAYS.getOrDefault(name, -1);
        String[] words = value.strip().split("[ \t]+", at + 3);
        return at < 0 || at >= words.length ? name : name + ' ' + word(words[at]);
    }

    /** What strangers write is shown to people: what is no name, and may be a key in its place, is not. */
    private static String word(String text) {
        return WORD.matcher(text).matches() ? text : "?";
    }
}
