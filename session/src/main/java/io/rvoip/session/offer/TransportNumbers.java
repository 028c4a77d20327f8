package io.rvoip.session.offer;

import io.rvoip.rtp.RtpFeedback;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lines of video say of the numbers that go over all streams of a transport: {@code a=extmap} (RFC 8285 section 5) with the
 * header extension of draft-holmer-rmcat-transport-wide-cc-extensions-01. We take them, and tell when each came; what we send
 * has none, which our line says by its direction. Encrypted ones are taken rather than those in the clear (RFC 6904 section 4.1).
 */
final class TransportNumbers {
    static final String URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /** The one that browsers have for it by themselves. */
    private static final int USUAL = 3;
    private static final int USUAL_ENCRYPTED = 4;

    private TransportNumbers() {}

    private static Extmap ours(int identifier, boolean encrypted) {
        return new Extmap(identifier, Direction.RECVONLY, encrypted, URI);
    }

    /** What to offer: the identifier and the form in force, for as long as there is one (RFC 8829 section 5.2.2). */
    static List<Extmap> offered(EncryptedExtensions use, @Nullable NegotiatedAudio audio, @Nullable NegotiatedVideo video) {
        int inForce = video == null ? RtpFeedback.NONE : video.feedback().numbers();
        if (inForce != RtpFeedback.NONE) {
            return List.of(ours(inForce, audio != null && audio.heads().elements().contains(inForce)));
        }
        return use == EncryptedExtensions.OFFERED ? List.of(ours(USUAL_ENCRYPTED, true), ours(USUAL, false)) : List.of(ours(USUAL, false));
    }

    /** What to answer to the line of an offer: of both forms the encrypted one, and that the other is not in use. */
    static List<Extmap> answered(EncryptedExtensions use, Media theirs) {
        List<Extmap> said = Extmap.of(theirs);
        Optional<Extmap> hidden = use == EncryptedExtensions.OFF ? Optional.empty() : sent(said, true);
        Optional<Extmap> plain = sent(said, false);
        List<Extmap> ours = new ArrayList<>();
        hidden.or(() -> plain).ifPresent(one -> ours.add(one.with(Direction.RECVONLY)));
        plain.filter(one -> hidden.isPresent()).ifPresent(one -> ours.add(one.with(Direction.INACTIVE)));
        return ours;
    }

    /** What an answer left of our offer. */
    static List<Extmap> agreed(Media ours, Media theirs) {
        List<Extmap> offered = Extmap.of(ours);
        List<Extmap> said = Extmap.of(theirs).stream()
                .filter(one -> offered.contains(ours(one.identifier(), one.encrypted()))).toList();
        return sent(said, true).or(() -> sent(said, false)).stream().toList();
    }

    private static Optional<Extmap> sent(List<Extmap> said, boolean encrypted) {
        return said.stream().filter(one -> one.isSent(URI, encrypted)).findFirst();
    }

    /** The identifier that is in use; {@link RtpFeedback#NONE} where none is. */
    static int identifier(List<Extmap> agreed) {
        return agreed.isEmpty() ? RtpFeedback.NONE : agreed.get(0).identifier();
    }
}
