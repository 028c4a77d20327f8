/** Codecs, playout, recording, audio analysis and the media session of one call leg. */
module io.rvoip.media {
    requires transitive io.rvoip.rtp;
    requires transitive io.rvoip.ice;
    requires static java.desktop;

    exports io.rvoip.media;
    exports io.rvoip.media.analysis;
    exports io.rvoip.media.audio;
    exports io.rvoip.media.codec;
    exports io.rvoip.media.device;
    exports io.rvoip.media.file;
    exports io.rvoip.media.quality;
    exports io.rvoip.media.transport;
}
