package io.rvoip.media;

import io.rvoip.media.codec.AudioCodec;
import java.util.List;

/**
 * What a build makes of a {@link MediaConfig}.
 *
 * @param audioCodecs to offer and accept, best first, at least one
 * @param quality     what matters most
 * @param leftOut     what a preset wished for and this build lacks, by name
 */
public record MediaPlan(List<AudioCodec> audioCodecs, AudioQuality quality, List<String> leftOut) {
    /** Copies the lists. */
    public MediaPlan {
        audioCodecs = List.copyOf(audioCodecs);
        leftOut = List.copyOf(leftOut);
    }
}
