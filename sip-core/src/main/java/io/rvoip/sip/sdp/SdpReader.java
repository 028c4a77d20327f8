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
    private final BitSet seenTypes = new BitSet();
    private final BitSet mappedPayloads = new BitSet();
    private @Nullable SdpProblem problem;
    private SessionDescription.@Nullable Builder session;
    private Media.@Nullable Builder media;
    private SdpProblem mediaAt = new SdpProblem(0, 0, "");
    private boolean versionSeen;
    private boolean timeSeen;
    private int lineNumber;
    private int lineStart;
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
            at = end + 1;
            line(end > lineStart && text.charAt(end - 1) == '\r' ? end - 1 : end);
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

    private void line(int end) {
        int length = end - lineStart;
        if (length > limits.maxLineLength()) {
            refuse("line length: " + length + " (expected: at most " + limits.maxLineLength() + ')');
        } else if (length == 0) {
            return;
        } else if (length < 2 || text.charAt(lineStart + 1) != '=') {
            refuse("\"" + SdpText.printable(text.substring(lineStart, end)) + "\" (expected: a letter and =)");
        } else {
            String value = text.substring(lineStart + 2, end);
            if (SdpText.isLineText(value)) {
                typed(text.charAt(lineStart), value);
            } else {
                refuse("NUL or CR inside a line");
            }
        }
    }

    private void typed(char type, String value) {
        if (!versionSeen) {
            versionSeen = true;
            check(type == 'v' && value.trim().equals("0"), "not v=0 first");
        } else if (session == null) {
            Optional<Origin> origin = type == 'o' ? Origin.parse(value) : Optional.empty();
            origin.ifPresentOrElse(o -> session = SessionDescription.builder(o),
                    () -> refuse(type == 'o' ? "malformed o= line" : "not o= after v="));
        } else if (type == 'm') {
            mediaLine(value, session);
        } else if (media != null) {
            inMedia(media, type, value);
        } else {
            inSession(session, type, value);
        }
    }

    private void inSession(SessionDescription.Builder to, char type, String value) {
        switch (type) {
            case 's' -> once(type, () -> nameLine(to, value));
            case 'u' -> once(type, () -> unlessEmpty(type, value, () -> to.withUri(value)));
            case 'e' -> counted(to.emails, type, () -> unlessEmpty(type, value, () -> to.withEmail(value)));
            case 'p' -> counted(to.phones, type, () -> unlessEmpty(type, value, () -> to.withPhone(value)));
            case 'c' -> once(type, () -> connection(to, value));
            case 't' -> counted(to.times, type, () -> time(to, value));
            case 'r' -> repeat(to, value);
            case 'z' -> zones(to, value);
            case 'v', 'o' -> refuse("second " + type + "= line");
            default -> inSection(to, type, value);
        }
    }

    private void inMedia(Media.Builder to, char type, String value) {
        switch (type) {
            case 'c' -> counted(to.connections, type, () -> connection(to, value));
            case 's', 'u', 'e', 'p', 't', 'r', 'z', 'v', 'o' -> refuse(type + "= line inside a media description");
            default -> inSection(to, type, value);
        }
    }

    private void inSection(SdpSection.Builder<?> to, char type, String value) {
        switch (type) {
            case 'i' -> once(type, () -> unlessEmpty(type, value, () -> to.withInfo(value)));
            case 'b' -> counted(to.bandwidths, type, () -> bandwidth(to, value));
            case 'k' -> remark("k= line discarded (RFC 8866 §5.12)");
            case 'a' -> attribute(to, value);
            default -> {
                check(OtherLine.isOtherType(type), "line type that is no letter");
                counted(to.otherLines, type, () -> to.withOtherLine(new OtherLine(type, value)));
            }
        }
    }

    private void nameLine(SessionDescription.Builder to, String value) {
        to.withName(value.isEmpty() ? "-" : value);
    }

    private void connection(SdpSection.Builder<?> to, String value) {
        Connection.parse(value).ifPresentOrElse(to.connections::add, () -> refuse("malformed c= line"));
    }

    private void bandwidth(SdpSection.Builder<?> to, String value) {
        Bandwidth.parse(value).ifPresentOrElse(to.bandwidths::add, () -> remark("malformed b= line left out"));
    }

    private void time(SessionDescription.Builder to, String value) {
        timeSeen = true;
        Timing.parse(value).ifPresentOrElse(to::withTime, () -> refuse("malformed t= line"));
    }

    private void repeat(SessionDescription.Builder to, String value) {
        Optional<Repeat> repeat = to.times.isEmpty() ? Optional.empty() : Repeat.parse(value);
        if (repeat.isEmpty()) {
            refuse("malformed r= line, or no t= before it");
            return;
        }
        int last = to.times.size() - 1;
        Timing time = to.times.get(last);
        counted(time.repeats(), 'r', () -> {
            List<Repeat> repeats = new ArrayList<>(time.repeats());
            repeats.add(repeat.get());
            to.times.set(last, new Timing(time.start(), time.stop(), repeats, time.zones()));
        });
    }

    private void zones(SessionDescription.Builder to, String value) {
        Optional<List<ZoneAdjustment>> zones = to.times.isEmpty() ? Optional.empty() : ZoneAdjustment.parseAll(value);
        zones.ifPresentOrElse(pairs -> {
            int last = to.times.size() - 1;
            Timing time = to.times.get(last);
            to.times.set(last, new Timing(time.start(), time.stop(), time.repeats(), pairs));
        }, () -> refuse("malformed z= line, or no t= before it"));
    }

    private void attribute(SdpSection.Builder<?> to, String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value.stripTrailing() : value.substring(0, colon);
        if (++attributeCount > limits.maxAttributes()) {
            refuse("attributes: more than " + limits.maxAttributes());
        } else if (!SdpText.isToken(name)) {
            refuse("attribute: \"" + SdpText.printable(name) + "\" (expected: a token)");
        } else if (name.equals("candidate") && ++candidateCount > limits.maxCandidates()) {
            refuse("candidates: more than " + limits.maxCandidates());
        } else {
            String rest = colon < 0 ? "" : value.substring(colon + 1);
            inspect(name, rest);
            to.withAttribute(name, rest);
        }
    }

    /** Remarks on attributes that the typed accessors will leave out. */
    private void inspect(String name, String value) {
        boolean good = switch (name) {
            case "rtpmap" -> RtpMap.parse(value).map(this::firstOfItsPayload).orElse(false);
            case "fmtp" -> Fmtp.parse(value).isPresent();
            case "ssrc" -> Ssrc.parse(value).isPresent();
            case "group" -> Group.parse(value).isPresent();
            case "rtcp" -> RtcpAddress.parse(value, ANYWHERE).isPresent();
            default -> true;
        };
        if (!good) {
            remark("malformed or repeated a=" + name + " not used");
        }
    }

    private boolean firstOfItsPayload(RtpMap map) {
        boolean first = !mappedPayloads.get(map.payloadType());
        mappedPayloads.set(map.payloadType());
        return first;
    }

    private void mediaLine(String value, SessionDescription.Builder to) {
        closeMedia();
        if (problem != null) {
            return;
        }
        mediaAt = here("");
        seenTypes.clear();
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
        } else if (!formats.stream().allMatch(SdpText::isToken) || formats.isEmpty() && port != 0) {
            refuse("formats: " + (formats.isEmpty() ? "none" : "one that is no token"));
        } else {
            media = Media.builder(words.get(0), (int) port, words.get(2)).withPortCount((int) count)
                    .withFormats(formats.isEmpty() ? List.of("0") : formats);
            if (formats.isEmpty()) {
                remark("declined media without formats, taken as 0");
            }
        }
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

    private void once(char type, Runnable read) {
        if (seenTypes.get(type)) {
            refuse("second " + type + "= line");
        } else {
            seenTypes.set(type);
            read.run();
        }
    }

    private void counted(List<?> already, char type, Runnable read) {
        if (already.size() >= limits.maxRepeats()) {
            refuse(type + "= lines: more than " + limits.maxRepeats());
        } else if (problem == null) {
            read.run();
        }
    }

    private void unlessEmpty(char type, String value, Runnable read) {
        if (value.isEmpty()) {
            remark("empty " + type + "= line left out");
        } else {
            read.run();
        }
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
