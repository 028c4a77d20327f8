package io.rvoip.session.offer;

import io.rvoip.media.BundleTags;
import io.rvoip.rtp.MidExtension;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a BUNDLE group say of the header extension by which packets name their line (RFC 9143 section 15.2, RFC 8285
 * section 5). It is in use where two lines have it, in the clear, both ways and under one identifier. A line alone has none: who has
 * agreed to it believes no packet without.
 */
final class MidLines {
    static final String URI = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /** Beyond those that other extensions usually have. */
    private static final int FIRST = 9;
    private static final int HIGHEST = 14;

    private MidLines() {}

    /** Puts it into the lines of an offer, under the identifier that either side has said last (RFC 8829 section 5.2.2). */
    static void offered(Draft draft, List<Media> lines) {
        LineTag audio = draft.tag;
        if (audio == null || !audio.bundled() || draft.passed.isNone() || !VideoLines.isForBrowsers(draft.protocol)) {
            return;
        }
        int identifier = said(draft).orElseGet(() -> free(lines));
        List<String> group = lines.stream().filter(line -> line.protocol().equals(draft.protocol) && !VideoLines.isOff(line))
                .flatMap(line -> line.mid().stream()).toList();
        if (group.size() > 1 && group.stream().allMatch(mid -> MidExtension.fits(identifier, mid))) {
            group.forEach(mid -> say(identifier, mid, lines));
        }
    }

    private static OptionalInt said(Draft draft) {
        Stream<SessionDescription> last = draft.exchange.agreement().map(one -> Stream.of(one.remote(), one.local())).orElse(Stream.empty());
        return last.flatMap(one -> one.media().stream()).flatMap(line -> Extmap.of(line).stream())
                .filter(one -> one.uri().equals(URI) && !one.encrypted()).mapToInt(Extmap::identifier).findFirst();
    }

    private static int free(List<Media> lines) {
        Set<Integer> taken = lines.stream().flatMap(line -> Extmap.of(line).stream()).map(Extmap::identifier).collect(Collectors.toSet());
        return IntStream.rangeClosed(FIRST, HIGHEST).filter(one -> !taken.contains(one)).findFirst().orElse(FIRST);
    }

    /** Puts it into both lines of an answer where the offer has it. @return by what packets name their line; null: they do not */
    static @Nullable BundleTags answered(String audio, String video, SessionDescription offer, List<Media> lines) {
        BundleTags tags = tags(audio, video, offer);
        if (tags != null) {
            say(tags.identifier(), audio, lines);
            say(tags.identifier(), video, lines);
        }
        return tags;
    }

    /** What an answer leaves of our offer. */
    static @Nullable BundleTags agreed(String audio, String video, SessionDescription offer, SessionDescription answer) {
        BundleTags ours = tags(audio, video, offer);
        return ours != null && ours.equals(tags(audio, video, answer)) ? ours : null;
    }

    private static void say(int identifier, String mid, List<Media> lines) {
        lines.replaceAll(line -> VideoLines.isOff(line) || !line.mid().filter(mid::equals).isPresent() ? line
                : line.toBuilder().withAttributes(List.of(new Extmap(identifier, Direction.SENDRECV, false, URI).line())).build());
    }

    private static @Nullable BundleTags tags(String audio, String video, SessionDescription of) {
        OptionalInt one = identifier(audio, of);
        OptionalInt other = identifier(video, of);
        boolean same = one.isPresent() && one.equals(other);
        return same && MidExtension.fits(one.getAsInt(), audio) && MidExtension.fits(one.getAsInt(), video)
                ? new BundleTags(one.getAsInt(), audio, video) : null;
    }

    private static OptionalInt identifier(String mid, SessionDescription of) {
        return of.media().stream().filter(line -> line.mid().filter(mid::equals).isPresent()).flatMap(line -> Extmap.of(line).stream())
                .filter(one -> one.uri().equals(URI) && !one.encrypted() && one.direction() == Direction.SENDRECV)
                .mapToInt(Extmap::identifier).findFirst();
    }
}
