package io.rvoip.session;

import io.rvoip.sip.BodyPart;
import io.rvoip.sip.BodyReader;
import io.rvoip.sip.BodyResult;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.header.Disposition;
import io.rvoip.sip.header.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a request that belongs to an INFO package with one type of body: as it is, or as a part of multipart/mixed
 * (RFC 6086 §4.3.1). Parts beside it may be there if their sender says that they may be ignored (RFC 5621 §8.1).
 */
sealed interface PackageBody {
    /** What may be around it. */
    String MIXED = "multipart/mixed";

    /** It is there. */
    record Found(String text) implements PackageBody {}

    /** It is not, or something beside it is there that must be understood. */
    record OfAnotherType() implements PackageBody {}

    /** What is there cannot be taken apart, or is there twice. */
    record Malformed(String reason) implements PackageBody {}

    /** Reads a body of this type, without parameters, in lower case. */
    static PackageBody read(SipMessage message, String contentType) {
        if (message.header(HeaderKind.CONTENT_TYPE).isEmpty()) {
            return new OfAnotherType();
        }
        BodyResult result = BodyReader.read(message);
        if (result instanceof BodyResult.Broken broken) {
            return new Malformed(broken.problem().reason());
        }
        Search search = new Search(MediaType.of(contentType));
        if (result instanceof BodyResult.Read read) {
            search.whole(read.body());
        }
        if (search.strange || search.found.isEmpty()) {
            return new OfAnotherType();
        }
        return search.found.size() == 1 ? new Found(search.found.get(0).text())
                : new Malformed(search.found.size() + " parts of type " + contentType);
    }

    /** Goes through the parts. */
    final class Search {
        private final MediaType wanted;
        private final List<BodyPart> found = new ArrayList<>(1);
        private boolean strange;

        private Search(MediaType wanted) {
            this.wanted = wanted;
        }

        /** Nobody needs to say of the only body there is that it belongs to the package. */
        private void whole(BodyPart body) {
            if (body.contentType().is("multipart", "mixed")) {
                body.parts().forEach(part -> part(part, false));
            } else if (isReadable(body)) {
                found.add(body);
            }
        }

        private void part(BodyPart part, boolean ignorable) {
            Optional<Disposition> disposition = part.header(HeaderKind.CONTENT_DISPOSITION);
            boolean optional = ignorable || disposition.filter(Disposition::optional).isPresent();
            boolean ours = disposition.map(one -> one.type().equalsIgnoreCase("info-package")).orElse(true);
            if (part.contentType().is("multipart", "mixed")) {
                part.parts().forEach(inner -> part(inner, optional));
            } else if (ours && isReadable(part)) {
                found.add(part);
            } else {
                strange |= !optional;
            }
        }

        private boolean isReadable(BodyPart part) {
            return part.contentType().is(wanted.type(), wanted.subtype())
                    && part.header(HeaderKind.CONTENT_ENCODING).orElse("identity").equalsIgnoreCase("identity");
        }
    }
}
