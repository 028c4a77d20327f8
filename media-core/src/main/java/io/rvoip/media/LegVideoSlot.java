package io.rvoip.media;

import io.rvoip.common.Loop;
import org.jspecify.annotations.Nullable;

/** The place of video in one leg: none, on the ports of audio, or on ports of its own. On the leg's loop. */
final class LegVideoSlot {
    private final MediaSession leg;
    private final MediaSessionSettings settings;
    private final String cname;
    private @Nullable LegVideo video;
    private @Nullable LegVideoPorts ports;

    LegVideoSlot(MediaSession leg, MediaSessionSettings settings, String cname) {
        this.leg = leg;
        this.settings = settings;
        this.cname = cname;
    }

    @Nullable LegVideo video() {
        return video;
    }

    @Nullable LegVideoPorts ports() {
        return ports;
    }

    void ports(LegVideoPorts open) {
        ports = open;
    }

    /** @return whether anything has changed */
    boolean apply(@Nullable VideoParameters agreed, MediaParameters audio, long now) {
        LegVideo there = video;
        if (agreed == null && there == null) {
            return false;
        }
        LegVideoPorts own = agreed == null || agreed.way() == null ? null : ports;
        if (agreed != null && agreed.way() != null && own == null) {
            throw new IllegalStateException("video: agreed on with ports of its own, and none are open");
        }
        if (there != null && agreed != null && there.isApart() != (own != null)) {
            end(there, audio, now);
            there = null;
        }
        if (there != null && agreed == null && there.isTagged()) {
            end(there, audio, now); // its SSRC is known as that of a line which will have another tag, if it comes back
            return true;
        }
        if (there == null) {
            there = new LegVideo(leg, settings, cname, own);
            video = there;
        }
        there.apply(agreed, audio, leg.protection().keys(), now);
        return true;
    }

    private void end(LegVideo there, MediaParameters audio, long now) {
        there.apply(null, audio, null, now);
        there.close(now);
        video = null;
    }

    /**
     * Gives the ports back, unless video is in force on them; what comes later is another stream.
     *
     * @return whether video was on them
     */
    boolean dropPorts(@Nullable MediaParameters audio, long now) {
        LegVideoPorts own = ports;
        LegVideo there = video;
        boolean apart = there != null && there.isApart();
        if (own == null || apart && there.isAgreed()) {
            return false;
        }
        if (apart && audio != null) {
            end(there, audio, now);
        }
        own.close();
        ports = null;
        return apart;
    }

    long nextDeadline() {
        LegVideo there = video;
        return there == null ? Loop.Timer.NEVER : there.nextDeadline();
    }

    void onDeadline(long now) {
        if (video != null) {
            video.onDeadline(now);
        }
    }

    void close(long now) {
        if (video != null) {
            video.close(now);
        }
        if (ports != null) {
            ports.close();
        }
    }
}
