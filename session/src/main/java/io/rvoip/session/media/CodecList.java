package io.rvoip.session.media;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.session.offer.AudioCapabilities;
import io.rvoip.session.offer.AudioFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The codecs of one media port, by name for its users and by format for descriptions. */
final class CodecList {
    private final RtpMediaSettings settings;

    CodecList(RtpMediaSettings settings) {
        this.settings = settings;
    }

    /**
     * What a leg with these codecs can do.
     *
     * @param names encoding names in any case, a clock rate behind a slash where one is meant; empty for all codecs
     * @throws IllegalArgumentException for a name that is not there
     */
    AudioCapabilities capabilities(List<String> names) {
        List<AudioFormat> formats = new ArrayList<>();
        if (names.isEmpty()) {
            settings.codecs().forEach(codec -> formats.add(format(codec)));
        }
        for (String name : names) {
            List<AudioFormat> meant =
                    settings.codecs().stream().map(CodecList::format).filter(f -> isNamed(f, name)).toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException("codecs: " + name + " (expected: " + available() + ")");
            }
            meant.stream().filter(f -> !formats.contains(f)).forEach(formats::add);
        }
        return new AudioCapabilities(
                formats, settings.order(), settings.events(), settings.session().rtcpMux(), packetTimes(),
                settings.session().repair(), settings.srtp().cryptex(), settings.srtp().extensions());
    }

    /** What can be sent; other wishes of the far end are answered with the first. */
    private List<Duration> packetTimes() {
        List<Duration> times = new ArrayList<>(RtpMediaSettings.PACKET_TIMES);
        times.remove(settings.packetTime());
        times.add(0, settings.packetTime());
        return times;
    }

    /** The codec of a format that was negotiated, hence offered or accepted by us. */
    AudioCodec codec(AudioFormat format) {
        return settings.codecs().stream()
                .filter(codec -> format(codec).equals(format))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(format + " is none of " + available()));
    }

    private List<AudioFormat> available() {
        return settings.codecs().stream().map(CodecList::format).toList();
    }

    private static boolean isNamed(AudioFormat format, String name) {
        return format.name().equalsIgnoreCase(name) || format.toString().equalsIgnoreCase(name);
    }

    private static AudioFormat format(AudioCodec codec) {
        return new AudioFormat(codec.name(), codec.clockRate(), codec.channels());
    }
}
