package io.rvoip.sip.sdp;

import io.rvoip.sip.internal.Chars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over one text. Used once; stops at the first problem. */
final class SdpReader {
    private static final String NO_MEDIA = "malformed m= line (expected: media, port, protocol, formats)";

    private final byte[] s;
    private final SdpLine value;
    private final SdpLimits limits;
    private @Nullable SdpProblem problem;
    private SessionDescription.@Nullable Builder session;
    private Media.@Nullable Builder media;
    private int mediaLine;
    private int mediaStart;
    private boolean versionSeen;
    private int lineNumber;
    private int lineStart;
    private int lineEnd;
    private int seenTypes;
    private int attributeCount;
    private int candidateCount;

    /** @param s UTF-8, of ASCII alone or not */
    SdpReader(byte[] s, boolean ascii, SdpLimits limits) {
        this.s = s;
        this.value = new SdpLine(s, ascii);
        this.limits = limits;
    }

    static SdpResult tooLong(int length, SdpLimits limits) {
        return new SdpResult.Refused(new SdpProblem(0, 0,
                "length: " + length + " (expected: at most " + limits.maxLength() + ')'));
    }

    SdpResult read() {
        int at = 0;
        while (at < s.length && problem == null) {
            lineNumber++;
            lineStart = at;
            lineEnd = Chars.lineBreak(s, at, s.length);
            int feed = lineEnd < s.length && s[lineEnd] == '\r' ? lineEnd + 1 : lineEnd;
            if (feed < s.length && s[feed] != '\n') {
                refuse("NUL or CR inside a line");
            } else {
                line();
            }
            at = feed + 1;
        }
        return finish();
    }

    private SdpResult finish() {
        if (problem == null) {
            closeMedia();
        }
        if (problem == null && session == null) {
            problem = new SdpProblem(0, 0, versionSeen ? "no o= line" : "no v= line");
        }
        if (problem != null || session == null) {
            return new SdpResult.Refused(problem);
        }
        return new SdpResult.Parsed(session.build());
    }

    private void line() {
        int length = lineEnd - lineStart;
        if (length > limits.maxLineLength()) {
            refuse("line length: " + length + " (expected: at most " + limits.maxLineLength() + ')');
        } else if (length == 0) {
            return;
        } else if (length < 2 || s[lineStart + 1] != '=') {
            refuse("\"" + SdpText.printable(value.text(lineStart, lineEnd)) + "\" (expected: a letter and =)");
        } else {
            value.set(lineStart + 2, lineEnd);
            typed((char) (s[lineStart] & 0xff));
        }
    }

    private void typed(char type) {
        if (!versionSeen) {
            versionSeen = true;
            check(type == 'v' && value.text().trim().equals("0"), "not v=0 first");
        } else if (session == null) {
            origin(type);
        } else if (type == 'a') {
            attribute(media == null ? session : media);
        } else if (type == 'm') {
            mediaLine(session);
        } else if (media != null) {
            inMedia(media, type);
        } else {
            inSession(session, type);
        }
    }

    private void origin(char type) {
        Optional<Origin> origin = type == 'o' ? Origin.parse(value) : Optional.empty();
        if (origin.isPresent()) {
            session = SessionDescription.builder(origin.get());
        } else {
            refuse(type == 'o' ? "malformed o= line" : "not o= after v=");
        }
    }

    private void inSession(SessionDescription.Builder to, char type) {
        switch (type) {
            case 's' -> name(to, value.text());
            case 'u' -> uri(to, value.text());
            case 'e' -> email(to, value.text());
            case 'p' -> phone(to, value.text());
            case 'c' -> connection(to, once(type));
            case 't' -> time(to);
            case 'r' -> repeat(to, value.text());
            case 'z' -> zones(to, value.text());
            case 'v', 'o' -> refuse("second " + type + "= line");
            default -> inSection(to, type, value.text());
        }
    }

    private void inMedia(Media.Builder to, char type) {
        switch (type) {
            case 'c' -> connection(to, hasRoom(to.connections, type));
            case 's', 'u', 'e', 'p', 't', 'r', 'z', 'v', 'o' -> refuse(type + "= line inside a media description");
            default -> inSection(to, type, value.text());
        }
    }

    private void inSection(SdpSection.Builder<?> to, char type, String value) {
        switch (type) {
            case 'i' -> info(to, value);
            case 'b' -> bandwidth(to, value);
            case 'k' -> { } // discarded, RFC 8866 §5.12
            default -> other(to, type, value);
        }
    }

    private void name(SessionDescription.Builder to, String value) {
        if (once('s')) {
            to.withName(value.isEmpty() ? "-" : value);
        }
    }

    private void uri(SessionDescription.Builder to, String value) {
        if (once('u') && !value.isEmpty()) {
            to.withUri(value);
        }
    }

    private void email(SessionDescription.Builder to, String value) {
        if (hasRoom(to.emails, 'e') && !value.isEmpty()) {
            to.withEmail(value);
        }
    }

    private void phone(SessionDescription.Builder to, String value) {
        if (hasRoom(to.phones, 'p') && !value.isEmpty()) {
            to.withPhone(value);
        }
    }

    private void info(SdpSection.Builder<?> to, String value) {
        if (once('i') && !value.isEmpty()) {
            to.withInfo(value);
        }
    }

    private void connection(SdpSection.Builder<?> to, boolean allowed) {
        Optional<Connection> connection = allowed ? Connection.parse(value) : Optional.empty();
        if (connection.isPresent()) {
            to.connections.add(connection.get());
        } else {
            refuse("malformed c= line"); // unless refused already
        }
    }

    private void bandwidth(SdpSection.Builder<?> to, String value) {
        if (hasRoom(to.bandwidths, 'b')) {
            Bandwidth.parse(value).ifPresent(to.bandwidths::add); // a malformed one is left out
        }
    }

    private void other(SdpSection.Builder<?> to, char type, String value) {
        check(OtherLine.isOtherType(type), "line type that is no letter");
        if (problem == null && hasRoom(to.otherLines, type)) {
            to.withOtherLine(new OtherLine(type, value));
        }
    }

    private void time(SessionDescription.Builder to) {
        Optional<Timing> time = hasRoom(to.times, 't') ? Timing.parse(value) : Optional.empty();
        if (time.isPresent()) {
            to.withTime(time.get());
        } else {
            refuse("malformed t= line"); // unless refused already
        }
    }

    private void repeat(SessionDescription.Builder to, String value) {
        Optional<Repeat> repeat = to.times.isEmpty() ? Optional.empty() : Repeat.parse(value);
        if (repeat.isEmpty()) {
            refuse("malformed r= line, or no t= before it");
            return;
        }
        int last = to.times.size() - 1;
        Timing time = to.times.get(last);
        if (hasRoom(time.repeats(), 'r')) {
            List<Repeat> repeats = new ArrayList<>(time.repeats());
            repeats.add(repeat.get());
            to.times.set(last, new Timing(time.start(), time.stop(), repeats, time.zones()));
        }
    }

    private void zones(SessionDescription.Builder to, String value) {
        Optional<List<ZoneAdjustment>> zones = to.times.isEmpty() ? Optional.empty() : ZoneAdjustment.parseAll(value);
        zones.ifPresentOrElse(pairs -> {
            int last = to.times.size() - 1;
            Timing time = to.times.get(last);
            to.times.set(last, new Timing(time.start(), time.stop(), time.repeats(), pairs));
        }, () -> refuse("malformed z= line, or no t= before it"));
    }

    private void attribute(SdpSection.Builder<?> to) {
        int from = lineStart + 2;
        int colon = Chars.indexOf(s, from, lineEnd, ':');
        String name = value.token(from, colon < 0 ? Chars.trimEnd(s, from, lineEnd) : colon);
        if (++attributeCount > limits.maxAttributes()) {
            refuse("attributes: more than " + limits.maxAttributes());
        } else if (name == null) {
            refuse("attribute: \"" + SdpText.printable(value.text(from, colon < 0 ? lineEnd : colon)) + "\" (expected: a token)");
        } else if (name.equals("candidate") && ++candidateCount > limits.maxCandidates()) {
            refuse("candidates: more than " + limits.maxCandidates());
        } else {
            to.attributes.add(Attribute.read(name, colon < 0 ? "" : value.text(colon + 1, lineEnd)));
        }
    }

    private void mediaLine(SessionDescription.Builder to) {
        closeMedia();
        if (problem != null) {
            return;
        }
        mediaLine = lineNumber;
        mediaStart = lineStart;
        seenTypes = 0;
        candidateCount = 0;
        int words = value.split();
        if (to.media.size() >= limits.maxMedia()) {
            refuse("media lines: more than " + limits.maxMedia());
        } else if (words < 3) {
            refuse(NO_MEDIA);
        } else if (words - 3 > limits.maxFormats()) {
            refuse("formats: " + (words - 3) + " (expected: at most " + limits.maxFormats() + ')');
        } else {
            openMedia(words, value.token(0), value.word(2));
        }
    }

    private void openMedia(int words, @Nullable String type, String protocol) {
        int slash = Chars.indexOf(s, value.start(1), value.end(1), '/');
        long port = Chars.number(s, value.start(1), slash < 0 ? value.end(1) : slash, 65535);
        long count = slash < 0 ? 1 : Chars.number(s, slash + 1, value.end(1), 65535);
        if (type == null || !Media.isProtocol(protocol)) {
            refuse(NO_MEDIA);
        } else if (port < 0 || count < 1) {
            refuse("port: " + SdpText.printable(value.word(1)) + " (expected: 0-65535, number of ports 1-65535)");
        } else if (words == 3 && port != 0) {
            refuse("formats: none");
        } else {
            Media.Builder opened = Media.builder(type, (int) port, protocol).withPortCount((int) count);
            formats(opened, words);
            media = opened;
        }
    }

    private void formats(Media.Builder to, int words) {
        for (int i = 3; i < words; i++) {
            String format = value.token(i);
            if (format == null) {
                refuse("formats: one that is no token");
                return;
            }
            to.formats.add(format);
        }
        if (words == 3) {
            to.formats.add("0"); // declined media may come without
        }
    }

    private void closeMedia() {
        if (media == null || session == null || problem != null) {
            return;
        }
        Media done = media.build();
        media = null;
        if (!done.isDeclined() && done.connections().isEmpty() && session.connections.isEmpty()) {
            problem = new SdpProblem(mediaLine, mediaStart, "no c= line for this media");
        }
        session.withMedia(done);
    }

    /** Whether this is the section's first line of a type, a small letter; refuses a second. */
    private boolean once(char type) {
        int bit = 1 << type - 'a';
        boolean first = (seenTypes & bit) == 0;
        seenTypes |= bit;
        if (!first) {
            refuse("second " + type + "= line");
        }
        return first;
    }

    private boolean hasRoom(List<?> already, char type) {
        boolean room = already.size() < limits.maxRepeats();
        if (!room) {
            refuse(type + "= lines: more than " + limits.maxRepeats());
        }
        return room;
    }

    private void check(boolean holds, String reason) {
        if (!holds) {
            refuse(reason);
        }
    }

    private void refuse(String reason) {
        if (problem == null) {
            problem = here(reason);
        }
    }

    private SdpProblem here(String reason) {
        return new SdpProblem(lineNumber, lineStart, reason);
    }
}
