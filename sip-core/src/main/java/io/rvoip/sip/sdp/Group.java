package io.rvoip.sip.sdp;

import java.util.List;
import java.util.Optional;

/**
 * Media lines that belong together (RFC 5888), such as {@code BUNDLE} (RFC 9143).
 *
 * @param semantics {@code BUNDLE}, {@code LS}, {@code FID}, {@code DUP} …
 * @param mids identification tags, possibly none
 */
public record Group(String semantics, List<String> mids) {
    public Group {
        SdpText.requireToken("semantics", semantics);
        mids = List.copyOf(mids);
        mids.forEach(mid -> SdpText.requireVisible("mid", mid));
    }

    static Optional<Group> parse(String value) {
        List<String> words = SdpText.words(value);
        return words.isEmpty() || !SdpText.isToken(words.get(0)) || !words.stream().allMatch(SdpText::isVisible)
                ? Optional.empty() : Optional.of(new Group(words.get(0), words.subList(1, words.size())));
    }

    public Attribute toAttribute() {
        return Attribute.of("group", mids.isEmpty() ? semantics : semantics + ' ' + String.join(" ", mids));
    }
}
