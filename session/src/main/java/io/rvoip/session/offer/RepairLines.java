package io.rvoip.session.offer;

import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.RepairUse;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Fmtp;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lines say about packets that are lost: {@code a=rtcp-fb} (RFC 4585 §4.2) and {@code a=rtcp-rsize} (RFC 5506 §5) in profiles
 * with feedback, payload types {@code red} (RFC 2198 §5) and {@code rtx} (RFC 4588 §8). Nothing is offered, or left in an answer,
 * that we do not act upon; {@code transport-cc}, {@code goog-remb} and {@code ccm} are for video.
 */
final class RepairLines {
    private static final String FEEDBACK = "rtcp-fb";
    private static final String REDUCED = "rtcp-rsize";
    private static final String REDUNDANT = "red";
    private static final String AGAIN = "rtx";
    private static final String NACK = "nack";
    private static final String INTERVAL = "trr-int ";
    private static final String ALL = "*";
    private static final int MOST_LINES = 64;
    private static final int LONGEST_INTERVAL = 60_000;

    private RepairLines() {}

    /** Whether a payload type is no codec, but another one again. */
    static boolean isRepair(RtpMap map) {
        return map.encoding().equalsIgnoreCase(REDUNDANT) || map.encoding().equalsIgnoreCase(AGAIN);
    }

    /** Whether the profile has early feedback. */
    static boolean hasFeedback(String protocol) {
        return protocol.endsWith("F");
    }

    /** The same profile with early feedback. */
    static String withFeedback(String protocol) {
        return hasFeedback(protocol) ? protocol : protocol + "F";
    }

    /** For {@link PayloadTypes}: packets that carry earlier ones. */
    static AudioFormat redundant(int clockRate) {
        return new AudioFormat(REDUNDANT, clockRate, 1);
    }

    /** For {@link PayloadTypes}: a codec's packets sent again, which have a number for each codec. */
    static AudioFormat again(RtpMap codec) {
        return new AudioFormat(AGAIN + " of " + codec.encoding(), codec.clockRate(), 1);
    }

    /** What our offer says beside, about numbers that {@code maps} get. */
    static List<Attribute> offered(Draft draft, String protocol, List<RtpMap> maps) {
        RepairSettings can = draft.capabilities.repair();
        RtpRepair inForce = draft.audio == null ? RtpRepair.NOTHING : draft.audio.repair();
        List<RtpMap> codecs = maps.stream().filter(map -> !AudioLine.isEvent(map)).toList();
        List<Attribute> lines = new ArrayList<>();
        if (can.redundancy() == RepairUse.OFFERED || inForce.receiveRedundant() != RtpRepair.NONE) {
            int number = draft.number(redundant(codecs.get(0).clockRate()));
            lines.add(redundant(maps, number, codecs.get(0), can));
        }
        if (hasFeedback(protocol) && (can.feedback() == RepairUse.OFFERED || inForce.feedback())) {
            boolean asks = !can.history().isZero();
            lines.addAll(feedback(asks, can.reducedSize(), can.reportInterval()));
            for (RtpMap codec : asks ? codecs : List.<RtpMap>of()) {
                lines.add(again(maps, draft.number(again(codec)), codec));
            }
        }
        return lines;
    }

    /** What our answer leaves of it, about numbers that {@code maps} get. */
    static List<Attribute> answered(Draft draft, Media theirs, RtpMap codec, List<RtpMap> maps) {
        RepairSettings can = draft.capabilities.repair();
        Said said = Said.of(theirs, new AudioFormat(codec.encoding(), codec.clockRate(), codec.channels()));
        List<Attribute> lines = new ArrayList<>();
        if (can.redundancy() != RepairUse.OFF && said.redundant() != RtpRepair.NONE) {
            lines.add(redundant(maps, draft.number(redundant(codec.clockRate()), said.redundant()), codec, can));
        }
        if (hasFeedback(theirs.protocol()) && can.feedback() != RepairUse.OFF) {
            boolean asks = said.nack() && !can.history().isZero();
            lines.addAll(feedback(asks, said.reduced() && can.reducedSize(), said.interval()));
            if (asks && said.again() != RtpRepair.NONE) {
                lines.add(again(maps, draft.number(again(codec), said.again()), codec));
            }
        }
        return lines;
    }

    /** What both lines have. */
    static RtpRepair agreed(RepairSettings can, Media ours, Media theirs, AudioFormat format) {
        Said we = Said.of(ours, format);
        Said they = Said.of(theirs, format);
        RtpRepair agreed = RtpRepair.NOTHING;
        if (we.redundant() != RtpRepair.NONE && they.redundant() != RtpRepair.NONE) {
            agreed = agreed.withRedundancy(they.redundant(), they.codec(), we.redundant());
        }
        if (!hasFeedback(ours.protocol()) || can.feedback() == RepairUse.OFF) {
            return agreed;
        }
        boolean asks = we.nack() && they.nack();
        boolean said = !we.interval().isNegative() && !they.interval().isNegative();
        agreed = agreed.withFeedback(asks, we.reduced() && they.reduced(), said ? they.interval() : can.reportInterval());
        return asks && we.again() != RtpRepair.NONE && they.again() != RtpRepair.NONE
                ? agreed.withAgain(Map.of(they.codec(), they.again()), Map.of(we.again(), we.codec())) : agreed;
    }

    private static Attribute redundant(List<RtpMap> maps, int number, RtpMap codec, RepairSettings can) {
        maps.add(new RtpMap(number, REDUNDANT, codec.clockRate(), 1));
        String each = "/" + codec.payloadType();
        return new Fmtp(Integer.toString(number), codec.payloadType() + each.repeat(can.generations())).toAttribute();
    }

    private static Attribute again(List<RtpMap> maps, int number, RtpMap codec) {
        maps.add(new RtpMap(number, AGAIN, codec.clockRate(), 1));
        return new Fmtp(Integer.toString(number), "apt=" + codec.payloadType()).toAttribute();
    }

    private static List<Attribute> feedback(boolean asks, boolean reduced, Duration interval) {
        List<Attribute> lines = new ArrayList<>();
        if (asks) {
            lines.add(Attribute.of(FEEDBACK, ALL + " " + NACK));
        }
        if (!interval.isNegative()) {
            lines.add(Attribute.of(FEEDBACK, ALL + " " + INTERVAL + interval.toMillis()));
        }
        if (reduced) {
            lines.add(Attribute.of(REDUCED, ""));
        }
        return lines;
    }

    /**
     * What one line says.
     *
     * @param codec its number of the codec in use
     * @param redundant its number of packets that carry earlier ones, or {@link RtpRepair#NONE}
     * @param again its number of packets of the codec that are sent again, or none
     * @param interval least average time between reports; negative: it says nothing about that
     */
    private record Said(int codec, int redundant, int again, boolean nack, boolean reduced, Duration interval) {
        static Said of(Media line, AudioFormat format) {
            List<RtpMap> maps = line.rtpMaps();
            int codec = OfferedLine.number(maps, format);
            boolean nack = false;
            Duration interval = Duration.ofMillis(-1);
            List<String> values = line.attributes().all(FEEDBACK);
            for (String value : values.subList(0, Math.min(values.size(), MOST_LINES))) {
                Optional<String> said = about(value, codec);
                nack |= said.filter(NACK::equals).isPresent();
                interval = said.filter(v -> v.startsWith(INTERVAL)).flatMap(Said::interval).orElse(interval);
            }
            return new Said(codec, OfferedLine.number(maps, RepairLines.redundant(format.clockRate())), again(line, maps, codec), nack,
                    line.attributes().has(REDUCED), interval);
        }

        private static int again(Media line, List<RtpMap> maps, int codec) {
            for (RtpMap map : maps) {
                boolean ofCodec = map.encoding().equalsIgnoreCase(AGAIN) && line.fmtp(map.payloadType())
                        .flatMap(fmtp -> fmtp.parameter("apt")).filter(Integer.toString(codec)::equals).isPresent();
                if (ofCodec) {
                    return map.payloadType();
                }
            }
            return RtpRepair.NONE;
        }

        private static Optional<String> about(String value, int codec) {
            int space = value.indexOf(' ');
            String type = space < 0 ? "" : value.substring(0, space);
            return type.equals(ALL) || type.equals(Integer.toString(codec))
                    ? Optional.of(value.substring(space + 1).trim()) : Optional.empty();
        }

        private static Optional<Duration> interval(String said) {
            String digits = said.substring(INTERVAL.length());
            boolean number = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            return Optional.of(digits).filter(d -> number).map(Integer::parseInt).filter(ms -> ms <= LONGEST_INTERVAL)
                    .map(Duration::ofMillis);
        }
    }
}
