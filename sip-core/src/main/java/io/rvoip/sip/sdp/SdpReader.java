package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over one text. Used once; stops at the first problem. */
final class SdpReader {
    private static final int MAX_REMARKS = 32;
    private static final Connection ANYWHERE = new Connection("IN", "IP4", "0.0.0.0", -1, 1);

    private final String text;
    private final SdpLimits limits;
    private final List<SdpProblem> remarks = new ArrayList<>();
    private final BitSet mappedPayloads = new BitSet();
    private @Nullable SdpProblem problem;
    private SessionDescription.@Nullable Builder session;
    private Media.@Nullable Builder media;
    private SdpProblem mediaAt = new SdpProblem(0, 0, "");
    private boolean versionSeen;
    private boolean timeSeen;
    private int lineNumber;
    private int lineStart;
    private int lineEnd;
    private int seenTypes;
    private int attributeCount;
    private int candidateCount;

    SdpReader(String text, SdpLimits limits) {
        this.text = text;
        this.limits = limits;
    }

    static SdpResult tooLong(int length, SdpLimits limits) {
        return new SdpResult.Refused(new SdpProblem(0, 0,
                "length: " + length + " (expected: at most " + limits.maxLength() + ')'));
    }

    SdpResult read() {
        if (text.length() > limits.maxLength()) {
            return tooLong(text.length(), limits);
        }
        int at = 0;
        while (at < text.length() && problem == null) {
            int feed = text.indexOf('\n', at);
            int end = feed < 0 ? text.length() : feed;
            lineNumber++;
            lineStart = at;
            lineEnd = end > lineStart && text.charAt(end - 1) == '\r' ? end - 1 : end;
            at = end + 1;
            line();
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
        if (!timeSeen) {
            remark("no t= line, taken as t=0 0");
        }
        return new SdpResult.Parsed(session.build(), remarks);
    }

    private void line() {
        int length = lineEnd - lineStart;
        if (length > limits.maxLineLength()) {
            refuse("line length: " + length + " (expected: at most " + limits.maxLineLength() + ')');
        } else if (length == 0) {
            return;
        } else if (length < 2 || text.charAt(lineStart + 1) != '=') {
            refuse("\"" + SdpText.printable(text.substring(lineStart, lineEnd)) + "\" (expected: a letter and =)");
        } else if (SdpText.isLineText(text, lineStart + 2, lineEnd)) {
            typed(text.charAt(lineStart));
        } else {
            refuse("NUL or CR inside a line");
        }
    }

    private void typed(char type) {
        if (type == 'a' && session != null) {
            attribute(media == null ? session : media);
            return;
        }
        String value = text.substring(lineStart + 2, lineEnd);
        if (!versionSeen) {
            versionSeen = true;
            check(type == 'v' && value.trim().equals("0"), "not v=0 first");
        } else if (session == null) {
            origin(type, value);
        } else if (type == 'm') {
            mediaLine(value, session);
        } else if (media != null) {
            inMedia(media, type, value);
        } else {
            inSession(session, type, value);
        }
    }

    private void origin(char type, String value) {
        Optional<Origin> origin = type == 'o' ? Origin.parse(value) : Optional.empty();
        if (origin.isPresent()) {
            session = SessionDescription.builder(origin.get());
        } else {
            refuse(type == 'o' ? "malformed o= line" : "not o= after v=");
        }
    }

    private void inSession(SessionDescription.Builder to, char type, String value) {
        switch (type) {
            case 's' -> name(to, value);
            case 'u' -> uri(to, value);
            case 'e' -> email(to, value);
            case 'p' -> phone(to, value);
            case 'c' -> connection(to, value, once(type));
            case 't' -> time(to, value);
            case 'r' -> repeat(to, value);
            case 'z' -> zones(to, value);
            case 'v', 'o' -> refuse("second " + type + "= line");
            default -> inSection(to, type, value);
        }
    }

    private void inMedia(Media.Builder to, char type, String value) {
        switch (type) {
            case 'c' -> connection(to, value, hasRoom(to.connections, type));
            case 's', 'u', 'e', 'p', 't', 'r', 'z', 'v', 'o' -> refuse(type + "= line inside a media description");
            default -> inSection(to, type, value);
        }
    }

    private void inSection(SdpSection.Builder<?> to, char type, String value) {
        switch (type) {
            case 'i' -> info(to, value);
            case 'b' -> bandwidth(to, value);
            case 'k' -> remark("k= line discarded (RFC 8866 §5.12)");
            default -> other(to, type, value);
        }
    }

    private void name(SessionDescription.Builder to, String value) {
        if (once('s')) {
            to.withName(value.isEmpty() ? "-" : value);
        }
    }

    private void uri(SessionDescription.Builder to, String value) {
        if (once('u') && isFilled('u', value)) {
            to.withUri(value);
        }
    }

    private void email(SessionDescription.Builder to, String value) {
        if (hasRoom(to.emails, 'e') && isFilled('e', value)) {
            to.withEmail(value);
        }
    }

    private void phone(SessionDescription.Builder to, String value) {
        if (hasRoom(to.phones, 'p') && isFilled('p', value)) {
            to.withPhone(value);
        }
    }

    private void info(SdpSection.Builder<?> to, String value) {
        if (once('i') && isFilled('i', value)) {
            to.withInfo(value);
        }
    }

    private void connection(SdpSection.Builder<?> to, String value, boolean allowed) {
        Optional<Connection> connection = allowed ? Connection.parse(value) : Optional.empty();
        if (connection.isPresent()) {
            to.connections.add(connection.get());
        } else {
            refuse("malformed c= line"); // unless refused already
        }
    }

    private void bandwidth(SdpSection.Builder<?> to, String value) {
        if (hasRoom(to.bandwidths, 'b')) {
            Bandwidth.parse(value).ifPresentOrElse(to.bandwidths::add, () -> remark("malformed b= line left out"));
        }
    }

    private void other(SdpSection.Builder<?> to, char type, String value) {
        check(OtherLine.isOtherType(type), "line type that is no letter");
        if (problem == null && hasRoom(to.otherLines, type)) {
            to.withOtherLine(new OtherLine(type, value));
        }
    }

    private void time(SessionDescription.Builder to, String value) {
        timeSeen = true;
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
        int colon = from;
        while (colon < lineEnd && text.charAt(colon) != ':') {
            colon++;
        }
        String name = SdpText.word(text, from, colon);
        if (colon == lineEnd) {
            name = name.stripTrailing();
        }
        if (++attributeCount > limits.maxAttributes()) {
            refuse("attributes: more than " + limits.maxAttributes());
        } else if (!SdpText.isToken(name)) {
            refuse("attribute: \"" + SdpText.printable(name) + "\" (expected: a token)");
        } else if (name.equals("candidate") && ++candidateCount > limits.maxCandidates()) {
            refuse("candidates: more than " + limits.maxCandidates());
        } else {
            String rest = colon == lineEnd ? "" : text.substring(colon + 1, lineEnd);
            inspect(name, rest);
            to.withAttribute(name, rest);
        }
    }

    /** Remarks on attributes that the typed accessors will leave out. */
    private void inspect(String name, String value) {
        boolean good = switch (name) {
            case "rtpmap" -> isFirstOfItsPayload(RtpMap.parse(value));
            case "fmtp" -> Fmtp.isReadable(value);
            case "ssrc" -> Ssrc.parse(value).isPresent();
            case "group" -> Group.parse(value).isPresent();
            case "rtcp" -> RtcpAddress.parse(value, ANYWHERE).isPresent();
            default -> true;
        };
        if (!good) {
            remark("malformed or repeated a=" + name + " not used");
        }
    }

    private boolean isFirstOfItsPayload(Optional<RtpMap> map) {
        if (map.isEmpty() || mappedPayloads.get(map.get().payloadType())) {
            return false;
        }
        mappedPayloads.set(map.get().payloadType());
        return true;
    }

    private void mediaLine(String value, SessionDescription.Builder to) {
        closeMedia();
        if (problem != null) {
            return;
        }
        mediaAt = here("");
        seenTypes = 0;
        mappedPayloads.clear();
        candidateCount = 0;
        List<String> words = SdpText.words(value);
        if (to.media.size() >= limits.maxMedia()) {
            refuse("media lines: more than " + limits.maxMedia());
        } else if (words.size() < 3 || !SdpText.isToken(words.get(0)) || !Media.isProtocol(words.get(2))) {
            refuse("malformed m= line (expected: media, port, protocol, formats)");
        } else {
            openMedia(words);
        }
    }

    private void openMedia(List<String> words) {
        String ports = words.get(1);
        int slash = ports.indexOf('/');
        long port = SdpText.number(slash < 0 ? ports : ports.substring(0, slash), 65535);
        long count = slash < 0 ? 1 : SdpText.number(ports.substring(slash + 1), 65535);
        List<String> formats = words.subList(3, words.size());
        if (port < 0 || count < 1) {
            refuse("port: " + SdpText.printable(ports) + " (expected: 0-65535, number of ports 1-65535)");
        } else if (formats.size() > limits.maxFormats()) {
            refuse("formats: " + formats.size() + " (expected: at most " + limits.maxFormats() + ')');
        } else if (!areTokens(formats) || formats.isEmpty() && port != 0) {
            refuse("formats: " + (formats.isEmpty() ? "none" : "one that is no token"));
        } else {
            media = Media.builder(words.get(0), (int) port, words.get(2)).withPortCount((int) count)
                    .withFormats(formats.isEmpty() ? List.of("0") : formats);
            if (formats.isEmpty()) {
                remark("declined media without formats, taken as 0");
            }
        }
    }

    private static boolean areTokens(List<String> formats) {
        for (String format : formats) {
            if (!SdpText.isToken(format)) {
                return false;
            }
        }
        return true;
    }

    private void closeMedia() {
        if (media == null || session == null) {
            return;
        }
        Media done = media.build();
        media = null;
        if (!done.isDeclined() && done.connections().isEmpty() && session.connections.isEmpty()) {
            problem = new SdpProblem(mediaAt.line(), mediaAt.offset(), "no c= line for this media");
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

    private boolean isFilled(char type, String value) {
        if (value.isEmpty()) {
            remark("empty " + type + "= line left out");
        }
        return !value.isEmpty();
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

    private void remark(String reason) {
        if (remarks.size() < MAX_REMARKS) {
            remarks.add(here(reason));
        }
    }

    private SdpProblem here(String reason) {
        return new SdpProblem(lineNumber, lineStart, reason);
    }
}
