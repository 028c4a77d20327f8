package io.rvoip.media;

import io.rvoip.rtp.MidExtension;

/**
 * By what packets of one BUNDLE group name their line (RFC 9143 section 15.2), both ways: a tag is the same on both sides. Immutable.
 *
 * @param identifier of the header extension, 1 to 14
 * @param audio tag of the line of audio, 1 to 16 octets
 * @param video tag of that of video
 */
public record BundleTags(int identifier, String audio, String video) {
    /** Checks ranges. */
    public BundleTags {
        extension(identifier, audio);
        extension(identifier, video);
    }

    MidExtension ofAudio() {
        return extension(identifier, audio);
    }

    MidExtension ofVideo() {
        return extension(identifier, video);
    }

    private static MidExtension extension(int identifier, String tag) {
        return new MidExtension(identifier, tag);
    }
}
