package io.rvoip.session.offer;

import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoParameters;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Fmtp;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What one side of a call says of its video, for the other side to be told: formats are passed on as they are, since nobody
 * between the two decodes them. Immutable.
 *
 * @param formats best first, of each kind one, at most {@link VideoParameters#MOST_FORMATS}; the others are left out
 * @param direction as that side says it of itself
 */
public record PassedVideo(List<Numbered> formats, Direction direction) {
    /** No video. */
    public static final PassedVideo NONE = new PassedVideo(List.of(), Direction.INACTIVE);

    /** Not pictures, but pictures again, or repairs: each leg has its own. */
    private static final Set<String> REPAIRS = Set.of("rtx", "red", "ulpfec", "flexfec", "flexfec-03", "parityfec", "1d-interleaved-parityfec");

    /**
     * One format.
     *
     * @param number payload type that its side has for it, 0-127
     */
    public record Numbered(VideoFormat format, int number) {}

    /** Copies the list. */
    public PassedVideo {
        formats = List.copyOf(formats);
        if (formats.size() > VideoParameters.MOST_FORMATS) {
            throw new IllegalArgumentException("formats: " + formats.size() + " (expected: at most " + VideoParameters.MOST_FORMATS + ")");
        }
    }

    /** What a description says of its first line of video that is not declined; {@link #NONE} without one. */
    public static PassedVideo of(SessionDescription description) {
        return description.media().stream().filter(VideoLines::isOn).findFirst()
                .map(line -> new PassedVideo(formats(line), description.directionOf(line))).filter(video -> !video.isNone())
                .orElse(NONE);
    }

    static List<Numbered> formats(Media line) {
        List<Numbered> formats = new ArrayList<>();
        for (RtpMap map : line.rtpMaps()) {
            String parameters = line.fmtp(map.payloadType()).map(Fmtp::text).orElse("");
            boolean usable = map.channels() == 1 && map.clockRate() >= 1_000 && map.clockRate() <= 192_000
                    && parameters.length() <= VideoFormat.LONGEST && map.encoding().length() <= VideoFormat.LONGEST
                    && !REPAIRS.contains(map.encoding().toLowerCase(Locale.ROOT));
            if (usable && formats.size() < VideoParameters.MOST_FORMATS) {
                VideoFormat format = new VideoFormat(map.encoding(), map.clockRate(), parameters);
                if (formats.stream().noneMatch(one -> one.format().matches(format))) {
                    formats.add(new Numbered(format, map.payloadType()));
                }
            }
        }
        return formats;
    }

    public boolean isNone() {
        return formats.isEmpty();
    }

    /** Whether all formats of another one are among these, whatever their numbers, and there are some, or none on either side. */
    public boolean covers(PassedVideo other) {
        return isNone() == other.isNone() && other.formats.stream()
                .allMatch(one -> formats.stream().anyMatch(ours -> ours.format().matches(one.format())));
    }

    /** The same in another direction. */
    public PassedVideo with(Direction other) {
        return new PassedVideo(formats, other);
    }
}
