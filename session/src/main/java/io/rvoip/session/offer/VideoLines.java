package io.rvoip.session.offer;

import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Fmtp;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of video beside our one line of audio, in the same BUNDLE group and so on the same port, with the same keys by DTLS
 * (RFC 9143, RFC 8829); in front of it where the far end has put them there ({@link Carrier}). Which formats are in them is what the other side of the call has said. Packets are told apart by
 * their tags where both sides have them ({@link MidLines}), else by payload type, so that no number of ours stands for two
 * things in one group. Of other header extensions only the one of {@link TransportNumbers} is agreed on, which the far end
 * sends and we do not.
 */
final class VideoLines {
    static final String VIDEO = "video";
    private static final String BUNDLE = "BUNDLE";
    private static final String BUNDLE_ONLY = "bundle-only";
    private static final String FEEDBACK = "rtcp-fb";
    private static final String REDUCED = "rtcp-rsize";
    private static final String NACK = "nack";
    private static final String PLI = "nack pli";
    private static final String FIR = "ccm fir";
    static final String MUX = "rtcp-mux";
    private static final String REMB = "goog-remb";
    private static final String LIMIT = "ccm tmmbr";
    private static final String ARRIVALS = "transport-cc";
    private static final String AGAIN = "rtx";
    private static final String FIRST_MID = "1";
    private static final int MOST_LINES = 256;
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);

    private VideoLines() {}

    /** Whether a line is of video and asks for it, be it without a port of its own (RFC 9143 section 6). */
    static boolean isOn(Media line) {
        return line.type().equals(VIDEO) && line.isRtp() && !isOff(line);
    }

    /** Whether a line asks for nothing. */
    static boolean isOff(Media line) {
        return line.isDeclined() && !line.hasAttribute(BUNDLE_ONLY);
    }

    /** Puts our line of an offer among the others, in its place if it has one, where the far end may take one. */
    static void offered(Draft draft, List<Media> lines) {
        if (ApartVideo.offered(draft, lines)) {
            return;
        }
        LineTag tag = draft.tag;
        if (tag == null || !tag.bundled() || !isForBrowsers(draft.protocol) || Carrier.idled(draft, lines) || draft.passed.isNone()) {
            return;
        }
        int slot = tag.carried() ? Carrier.slot(tag, lines) : slot(lines);
        boolean grouped = draft.video != null || tag.carried();
        String mid = slot < lines.size() && grouped ? lines.get(slot).mid().orElse(FIRST_MID) : unusedMid(lines);
        Direction direction = held(draft, draft.passed.direction());
        Media.Builder line = Media.builder(VIDEO, grouped ? draft.told.rtpPort() : 0, draft.protocol);
        writeAll(draft, line, lines);
        if (!grouped) {
            line.withAttribute(BUNDLE_ONLY);
        }
        line.withAttributes(HeadLines.bundled(lines));
        finish(line, Said.ours(TransportNumbers.offered(draft.capabilities.extensions(), draft.audio, draft.video)));
        line.withAttribute(MUX).withAttribute("mid", mid).withDirection(direction);
        draft.bundle(mid);
        put(line.build(), slot, lines);
        if (tag.carried()) {
            Carrier.given(lines, slot);
        }
    }

    /** Where our line is, or was, or will be. */
    static int slot(List<Media> lines) {
        int slot = 0;
        while (slot < lines.size() && !lines.get(slot).type().equals(VIDEO)) {
            slot++;
        }
        return slot;
    }

    static void put(Media line, int slot, List<Media> lines) {
        if (slot < lines.size()) {
            lines.set(slot, line);
        } else {
            lines.add(line);
        }
    }

    /** All formats of the other side, each with one to send it again. */
    static void writeAll(Draft draft, Media.Builder line, List<Media> lines) {
        Set<Integer> taken = numbers(lines);
        for (PassedVideo.Numbered one : draft.passed.formats()) {
            int number = draft.number(key(one.format()), one.number());
            int again = draft.number(again(one.format()));
            if (taken.add(number) && taken.add(again)) {
                write(line, one.format(), number, again);
            }
        }
    }

    /** Puts our answer to a line of an offer into its place, where it is one that we can take; {@code lines} has it declined. */
    static void answered(Draft draft, SessionDescription offer, OfferedLine.Usable audio, List<Media> lines) {
        NegotiatedVideo inForce = draft.video;
        draft.video = null;
        if (ApartVideo.answered(draft, inForce, offer, audio, lines)) {
            return;
        }
        LineTag tag = draft.tag;
        int slot = place(offer);
        if (slot < 0 || tag == null || !tag.bundled() || !audio.mux() || draft.passed.isNone() && !tag.carried()) {
            return;
        }
        Media theirs = offer.media().get(slot);
        String mid = theirs.mid().orElse("");
        if (!theirs.protocol().equals(draft.protocol) || !isForBrowsers(theirs.protocol()) || !tag.carried() && !follows(offer, tag.mid(), mid)) {
            return;
        }
        Media.Builder line = Media.builder(VIDEO, draft.told.rtpPort(), theirs.protocol());
        PassedVideo others = draft.passed;
        boolean idle = tag.carried() && !Carrier.isWanted(others, theirs);
        draft.passed = idle ? new PassedVideo(PassedVideo.formats(theirs), Direction.INACTIVE) : others;
        NegotiatedVideo taken = take(draft, offer, theirs, line, lines);
        draft.passed = others;
        if (taken == null) {
            return;
        }
        line.withAttribute(MUX).withAttribute("mid", mid).withDirection(taken.direction());
        lines.set(slot, line.build());
        draft.bundle(mid);
        draft.video = idle ? null : taken.with(MidLines.answered(tag.mid(), mid, offer, lines));
        if (tag.carried()) {
            Carrier.given(lines, slot);
        }
    }

    /** Writes into our line what both sides have of another, but for its way and direction; null: they have nothing in common. */
    static @Nullable NegotiatedVideo take(
            Draft draft, SessionDescription offer, Media theirs, Media.Builder line, List<Media> lines) {
        Set<Integer> taken = numbers(lines);
        Map<Integer, VideoFormat> received = new HashMap<>();
        Map<Integer, VideoFormat> sent = new HashMap<>();
        Map<Integer, Integer> sentAgain = new HashMap<>();
        Map<Integer, Integer> receivedAgain = new HashMap<>();
        for (PassedVideo.Numbered one : PassedVideo.formats(theirs)) {
            Optional<VideoFormat> other = draft.passed.formats().stream().map(PassedVideo.Numbered::format)
                    .filter(one.format()::matches).findFirst();
            int number = other.isPresent() ? draft.number(key(one.format()), one.number()) : RtpRepair.NONE;
            if (other.isEmpty() || !taken.add(number)) {
                continue;
            }
            int theirAgain = again(theirs, one.number());
            int again = theirAgain == RtpRepair.NONE ? RtpRepair.NONE : draft.number(again(one.format()), theirAgain);
            boolean repeats = again != RtpRepair.NONE && taken.add(again);
            write(line, other.get(), number, repeats ? again : RtpRepair.NONE);
            received.put(number, one.format());
            sent.put(one.number(), one.format());
            if (repeats) {
                sentAgain.put(one.number(), theirAgain);
                receivedAgain.put(again, number);
            }
        }
        if (received.isEmpty()) {
            return null;
        }
        Said said = Said.of(theirs, sent.keySet(), TransportNumbers.answered(draft.capabilities.extensions(), theirs));
        Direction direction = offer.directionOf(theirs).answer(held(draft, draft.passed.direction()));
        if (isForBrowsers(theirs.protocol())) {
            line.withAttributes(HeadLines.bundled(lines));
        }
        finish(line, said);
        return new NegotiatedVideo(received, sent, direction, said.repair(sentAgain, receivedAgain), said.feedback(),
                new PassedVideo(PassedVideo.formats(theirs), offer.directionOf(theirs)), null, null);
    }

    /** What an answer leaves of our line. */
    static @Nullable NegotiatedVideo agreed(
            Draft draft, SessionDescription offer, SessionDescription answer, @Nullable NegotiatedAudio audio) {
        int slot = place(offer);
        if (slot >= 0 && ApartVideo.isOn(offer, offer.media().get(slot))) {
            return audio == null || slot >= answer.media().size() ? null
                    : ApartVideo.agreed(draft, offer, offer.media().get(slot), answer, answer.media().get(slot), audio);
        }
        boolean idle = draft.tag != null && draft.tag.carried() && draft.passed.isNone();
        if (slot < 0 || slot >= answer.media().size() || audio == null || !audio.rtcpMux() || idle) {
            return null;
        }
        Media ours = offer.media().get(slot);
        Media theirs = answer.media().get(slot);
        String mid = ours.mid().orElse("");
        boolean grouped = answer.groups().stream().anyMatch(group -> group.semantics().equals(BUNDLE) && group.mids().contains(mid));
        NegotiatedVideo common = theirs.isDeclined() || !grouped ? null : common(offer, ours, answer, theirs);
        return common == null || draft.tag == null ? common : common.with(MidLines.agreed(draft.tag.mid(), mid, offer, answer));
    }

    /** What two lines have in common, but for their way; null: nothing. */
    static @Nullable NegotiatedVideo common(SessionDescription offer, Media ours, SessionDescription answer, Media theirs) {
        Map<Integer, VideoFormat> received = new HashMap<>();
        Map<Integer, VideoFormat> sent = new HashMap<>();
        Map<Integer, Integer> sentAgain = new HashMap<>();
        Map<Integer, Integer> receivedAgain = new HashMap<>();
        List<PassedVideo.Numbered> offered = PassedVideo.formats(ours);
        List<PassedVideo.Numbered> taken = PassedVideo.formats(theirs);
        for (PassedVideo.Numbered one : taken) {
            offered.stream().filter(other -> other.format().matches(one.format())).findFirst().ifPresent(other -> {
                received.put(other.number(), other.format());
                sent.put(one.number(), other.format());
                int again = again(theirs, one.number());
                int ourAgain = again(ours, other.number());
                if (again != RtpRepair.NONE && ourAgain != RtpRepair.NONE) {
                    sentAgain.put(one.number(), again);
                    receivedAgain.put(ourAgain, other.number());
                }
            });
        }
        if (received.isEmpty()) {
            return null;
        }
        Said said = Said.of(theirs, sent.keySet(), TransportNumbers.agreed(ours, theirs));
        Direction given = answer.directionOf(theirs);
        return new NegotiatedVideo(received, sent, given.and(offer.directionOf(ours).reversed()).reversed(),
                said.repair(sentAgain, receivedAgain), said.feedback(), new PassedVideo(taken, given), null, null);
    }

    static int place(SessionDescription offer) {
        for (int i = 0; i < offer.media().size(); i++) {
            if (isOn(offer.media().get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** A line that begins anew in an old place has another name than the one before (RFC 8829 section 5.2.2). */
    private static String unusedMid(List<Media> lines) {
        Set<String> used = new HashSet<>();
        int highest = 0;
        for (Media line : lines) {
            String mid = line.mid().orElse("");
            used.add(mid);
            highest = mid.matches("[0-9]{1,6}") ? Math.max(highest, Integer.parseInt(mid)) : highest;
        }
        return used.contains(FIRST_MID) ? Integer.toString(highest + 1) : FIRST_MID;
    }

    static boolean isForBrowsers(String protocol) {
        return AudioLine.OVER_DTLS.contains(protocol);
    }

    /** Whether both are in one group, and audio first: the way is described where the group begins (RFC 9143 section 7.1.3). */
    private static boolean follows(SessionDescription offer, String audio, String video) {
        return offer.groups().stream().filter(group -> group.semantics().equals(BUNDLE))
                .anyMatch(group -> group.mids().indexOf(audio) >= 0 && group.mids().indexOf(video) > group.mids().indexOf(audio));
    }

    static Direction held(Draft draft, Direction wanted) {
        return draft.held ? wanted.and(Direction.SENDONLY) : wanted;
    }

    private static Set<Integer> numbers(List<Media> lines) {
        Set<Integer> numbers = new HashSet<>();
        lines.stream().filter(line -> !line.isDeclined()).forEach(line -> numbers.addAll(line.payloadTypes()));
        return numbers;
    }

    /** For {@link PayloadTypes}. */
    private static AudioFormat key(VideoFormat format) {
        return new AudioFormat(format.key(), format.clockRate(), 1);
    }

    private static AudioFormat again(VideoFormat format) {
        return new AudioFormat(AGAIN + " of " + format.key(), format.clockRate(), 1);
    }

    private static int again(Media line, int codec) {
        String apt = Integer.toString(codec);
        return line.rtpMaps().stream().filter(map -> map.encoding().equalsIgnoreCase(AGAIN))
                .filter(map -> line.fmtp(map.payloadType()).flatMap(fmtp -> fmtp.parameter("apt")).filter(apt::equals).isPresent())
                .map(RtpMap::payloadType).findFirst().orElse(RtpRepair.NONE);
    }

    private static void write(Media.Builder line, VideoFormat format, int number, int again) {
        line.withRtpMap(new RtpMap(number, format.encoding(), format.clockRate(), 1));
        if (!format.parameters().isEmpty()) {
            line.withFmtp(new Fmtp(Integer.toString(number), format.parameters()));
        }
        if (again != RtpRepair.NONE) {
            line.withRtpMap(new RtpMap(again, AGAIN, format.clockRate(), 1));
            line.withFmtp(new Fmtp(Integer.toString(again), "apt=" + number));
        }
    }

    static void finish(Media.Builder line, Said said) {
        said.lines().forEach(one -> line.withAttribute(FEEDBACK, "* " + one));
        if (said.reduced()) {
            line.withAttribute(Attribute.of(REDUCED, ""));
        }
        line.withAttributes(said.numbers().stream().map(Extmap::line).toList());
    }

    /** What a line says of feedback about some of its formats; nothing where its profile has none. */
    record Said(List<String> lines, boolean reduced, List<Extmap> numbers) {
        private static final List<String> KNOWN = List.of(NACK, PLI, FIR, LIMIT, REMB);

        /** All that we have; {@code numbers} as for {@link TransportNumbers}. */
        static Said ours(List<Extmap> numbers) {
            return new Said(known(numbers), true, numbers);
        }

        private static List<String> known(List<Extmap> numbers) {
            return numbers.isEmpty() ? KNOWN : Stream.concat(KNOWN.stream(), Stream.of(ARRIVALS)).toList();
        }

        /** @param numbers what comes of the line by {@link TransportNumbers}, the one in use first */
        static Said of(Media line, Set<Integer> formats, List<Extmap> numbers) {
            Set<String> said = new HashSet<>();
            List<String> values = line.attributes().all(FEEDBACK);
            for (String value : values.subList(0, Math.min(values.size(), MOST_LINES))) {
                int space = value.indexOf(' ');
                String about = space < 0 ? "" : value.substring(0, space);
                if (about.equals("*") || formats.stream().anyMatch(number -> about.equals(Integer.toString(number)))) {
                    said.add(value.substring(space + 1).trim());
                }
            }
            boolean possible = RepairLines.hasFeedback(line.protocol()) || !isForBrowsers(line.protocol()); // phones say it of any
            boolean measured = possible && isForBrowsers(line.protocol()) && said.contains(ARRIVALS);
            List<Extmap> taken = measured ? numbers : List.of();
            return new Said(possible ? known(taken).stream().filter(said::contains).toList() : List.of(),
                    possible && line.attributes().has(REDUCED), taken);
        }

        RtpRepair repair(Map<Integer, Integer> sentAgain, Map<Integer, Integer> receivedAgain) {
            if (lines.isEmpty()) {
                return RtpRepair.NOTHING;
            }
            RtpRepair asking = RtpRepair.NOTHING.withFeedback(lines.contains(NACK), reduced, BETWEEN_REPORTS);
            return lines.contains(NACK) ? asking.withAgain(sentAgain, receivedAgain) : asking;
        }

        RtpFeedback feedback() {
            return new RtpFeedback(lines.contains(PLI), lines.contains(FIR), lines.contains(REMB), lines.contains(LIMIT),
                    TransportNumbers.identifier(numbers));
        }
    }
}
