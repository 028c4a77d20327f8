package io.rvoip.media;

import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import java.net.InetSocketAddress;
import java.time.Duration;

/** What a leg's media reports, on its media loop; must not block. Each method does nothing unless overridden. */
public interface MediaEvents {
    /** Ignores everything. */
    MediaEvents NONE = new MediaEvents() { };

    /** The first RTP packet of the far end was accepted. */
    default void inboundMedia() {
        // for who wants to know
    }

    /** Where the far end's media comes from is settled; ours goes there from now on. */
    default void sourceLocked(InetSocketAddress address) {
        // for who wants to know
    }

    /**
     * The far end pressed a key, told once, at the end of the tone.
     *
     * @param digit 0-9, *, #, A-D
     */
    default void dtmf(char digit, Duration length) {
        // for who wants to know
    }

    /** Neither RTP nor RTCP came for {@code silence}, although the far end should be sending. */
    default void noInboundMedia(Duration silence) {
        // for who wants to know
    }

    /** The far end is heard again after {@link #noInboundMedia}. */
    default void resumed() {
        // for who wants to know
    }

    /** The far end reported; the figures are news. */
    default void quality(MediaStatistics statistics) {
        // for who wants to know
    }

    /** Keys were agreed on over the media path, with a string for people to compare: {@link MediaSession#security} has it. */
    default void sasKnown(SasCheck sas) {
        // for who wants to know
    }

    /**
     * There will be no keys for this leg, on which nothing is sent or heard therefore: it is of no use.
     *
     * @param reason one sentence
     */
    default void keyingFailed(String reason) {
        // for who wants to know
    }

    /**
     * There will be no keys for the video of this leg, which is neither sent nor shown until others are agreed on; all else goes on.
     *
     * @param reason one sentence
     */
    default void videoKeyingFailed(String reason) {
        // for who wants to know
    }

    /** ICE found no way to the far end, or lost the one it had: nothing is sent or heard any more. */
    default void pathLost(IceFailure why) {
        // for who wants to know
    }

    /**
     * After {@link MediaSession#ice} told of our candidates before all of them were there: there are more, or no more will
     * come.
     *
     * @param all that there are by now
     */
    default void candidates(LocalIce all) {
        // for who wants to know
    }

    /**
     * ICE has ended its search: descriptions to come tell what it has found. Told again when media turns to another far end that
     * answered the same offer.
     *
     * @param theirs the credentials of the far end
     * @param ours what a description of ours would have
     */
    default void nominated(IceCredentials theirs, LocalIce ours) {
        // for who wants to know
    }

    /** The far end ended its stream by RTCP BYE; the call is a matter of signalling. */
    default void remoteLeft(String reason) {
        // for who wants to know
    }
}
