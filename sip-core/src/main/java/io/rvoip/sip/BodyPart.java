package io.rvoip.sip;

import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Head;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A body or one part of a multipart body (RFC 2046 §5.1, RFC 5621): a view of the message's array. Immutable and
 * thread-safe.
 */
public final class BodyPart {
    private final Head head;
    private final MediaType contentType;
    private final int from;
    private final int to;
    private final List<BodyPart> parts;

    BodyPart(Head head, MediaType contentType, int from, int to, List<BodyPart> parts) {
        this.head = head;
        this.contentType = contentType;
        this.from = from;
        this.to = to;
        this.parts = parts;
    }

    /** The type; {@code text/plain} for a part that names none. */
    public MediaType contentType() {
        return contentType;
    }

    /**
     * The first value of a field of this part, for the outermost part of the message; empty when absent or malformed.
     */
    public <T> Optional<T> header(HeaderKind<T> kind) {
        int line = head.next(0, kind.id(), kind.name());
        return line < 0 ? Optional.empty() : Optional.ofNullable(kind.first(head, line, new Fault()));
    }

    /** Bytes in the content. */
    public int length() {
        return to - from;
    }

    /** A copy of the content. */
    public byte[] content() {
        return Arrays.copyOfRange(head.s(), from, to);
    }

    /** The content as UTF-8 text. */
    public String text() {
        return Chars.text(head.s(), from, to);
    }

    /** The parts inside, in order; none unless the type is multipart. */
    public List<BodyPart> parts() {
        return parts;
    }

    /** The first part of this type, outermost first, at any depth; this one included. */
    public Optional<BodyPart> find(String type, String subtype) {
        if (contentType.is(type, subtype)) {
            return Optional.of(this);
        }
        for (BodyPart part : parts) {
            Optional<BodyPart> found = part.find(type, subtype);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
