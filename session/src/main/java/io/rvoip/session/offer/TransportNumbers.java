package io.rvoip.session.offer;

import io.rvoip.rtp.RtpFeedback;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What lines of video say of the numbers that go over all streams of a transport: {@code a=extmap} (RFC 8285 section 5) with the
 * header extension of draft-holmer-rmcat-transport-wide-cc-extensions-01. We take them, and tell when each came; what we send
 * has none, which our line says by its direction.
 */
final class TransportNumbers {
    static final String URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    private static final String EXTMAP = "extmap";
    /** The one that browsers have for it by themselves. */
    private static final int USUAL = 3;
    private static final int RESERVED = 15;
    private static final int HIGHEST = 255;
    private static final int MOST_LINES = 64;

    private TransportNumbers() {}

    /** Our line: we take them under this identifier, where there is one. */
    static List<Attribute> lines(int identifier) {
        return identifier == RtpFeedback.NONE ? List.of() : List.of(Attribute.of(EXTMAP, identifier + "/recvonly " + URI));
    }

    /** The identifier to offer: the one in force, for as long as there is one (RFC 8829 section 5.2.2). */
    static int offered(@Nullable NegotiatedVideo inForce) {
        return inForce == null || inForce.feedback().numbers() == RtpFeedback.NONE ? USUAL : inForce.feedback().numbers();
    }

    /** The identifier under which the far end that says this would send them; {@link RtpFeedback#NONE} where it would not. */
    static int sentBy(Media line) {
        return identifier(line, true);
    }

    /** The one that its answer left of ours. */
    static int agreed(Media ours, int theirs) {
        return identifier(ours, false) == theirs ? theirs : RtpFeedback.NONE;
    }

    private static int identifier(Media line, boolean sending) {
        List<String> values = line.attributes().all(EXTMAP);
        for (String value : values.subList(0, Math.min(values.size(), MOST_LINES))) {
            String[] words = value.trim().split(" +", 3);
            int slash = words[0].indexOf('/');
            String number = slash < 0 ? words[0] : words[0].substring(0, slash);
            String direction = slash < 0 ? "sendrecv" : words[0].substring(slash + 1).toLowerCase(Locale.ROOT);
            boolean wanted = !sending || direction.startsWith("send");
            if (words.length > 1 && words[1].equals(URI) && wanted && number.matches("[0-9]{1,3}")) {
                int identifier = Integer.parseInt(number);
                if (identifier > 0 && identifier <= HIGHEST && identifier != RESERVED) {
                    return identifier;
                }
            }
        }
        return RtpFeedback.NONE;
    }
}
