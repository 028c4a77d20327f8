package io.rvoip.media;

import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.audio.SilenceSource;
import io.rvoip.media.internal.InboundAudio;
import io.rvoip.media.internal.OutboundAudio;
import io.rvoip.media.internal.PacketRoute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a leg says and who hears it, and the 20 ms step between them and the wire. On the leg's loop. */
final class LegAudio {
    private static final AudioSink NOBODY = (frame, samples) -> { };

    private final InboundAudio hearing;
    private final OutboundAudio saying;
    private final List<AudioTap> taps = new ArrayList<>();
    private AudioSource source = new SilenceSource();
    private AudioSink sink = NOBODY;
    private int sampleRate;
    private boolean muted;
    private boolean closed;

    LegAudio(InboundAudio hearing, OutboundAudio saying) {
        this.hearing = hearing;
        this.saying = saying;
    }

    InboundAudio hearing() {
        return hearing;
    }

    /** A new agreement: what waits or is under way is kept where it can be. */
    void configure(MediaParameters agreed, @Nullable MediaParameters before) {
        hearing.configure(agreed.codec(), agreed.receivable());
        if (!agreed.direction().receives()) {
            hearing.clear();
        }
        if (before == null || before.codec() != agreed.codec() || before.sendType() != agreed.sendType()
                || before.ptimeMillis() != agreed.ptimeMillis()) {
            saying.configure(agreed.codec(), agreed.sendType(), agreed.ptimeMillis());
        }
        if (!agreed.sends()) {
            saying.pause();
        }
        if (agreed.codec().sampleRate() != sampleRate) {
            sampleRate = agreed.codec().sampleRate();
            source.open(sampleRate);
            sink.open(sampleRate);
            taps.forEach(tap -> tap.open(sampleRate));
        }
    }

    void source(AudioSource from) {
        source.close();
        source = from;
        if (closed) {
            from.close();
        } else if (sampleRate > 0) {
            from.open(sampleRate);
        }
    }

    void sink(AudioSink to) {
        sink.close();
        sink = to;
        if (closed) {
            to.close();
        } else if (sampleRate > 0) {
            to.open(sampleRate);
        }
    }

    void addTap(AudioTap tap) {
        if (closed) {
            tap.close();
            return;
        }
        taps.add(tap);
        if (sampleRate > 0) {
            tap.open(sampleRate);
        }
    }

    boolean removeTap(AudioTap tap) {
        boolean there = taps.remove(tap);
        if (there) {
            tap.close();
        }
        return there;
    }

    void mute(boolean on) {
        muted = on;
    }

    boolean isTapped() {
        return !taps.isEmpty();
    }

    /**
     * One step: hear, say, and let the taps hear both.
     *
     * @param route     where packets go instead when the leg is joined to another; null when it is not
     * @param dialling  whether a digit is being sent, so that no audio is
     * @param waiting   whether nothing can be sent yet, so that the source rests
     * @param mediaTime timestamp of this step
     */
    void tick(MediaParameters agreed, @Nullable PacketRoute route, boolean dialling, boolean waiting, int mediaTime, long now) {
        hear(agreed, route == null, now);
        short[] said = route == null ? say(agreed, dialling, waiting, mediaTime, now) : route.otherFrame();
        for (int i = 0; i < taps.size(); i++) {
            taps.get(i).heard(hearing.frame(), said, hearing.frame().length);
        }
    }

    /** From the jitter buffer to the sink; beside a bridge only for the taps. */
    private void hear(MediaParameters agreed, boolean alone, long now) {
        if (!agreed.direction().receives()) {
            hearing.mute();
            return;
        }
        short[] frame = hearing.tick(now);
        if (alone) {
            sink.write(frame, frame.length);
        }
    }

    /** From the source to the wire, unless the leg is on hold or dials. */
    private short[] say(MediaParameters agreed, boolean dialling, boolean waiting, int mediaTime, long now) {
        if (!agreed.sends() || waiting) {
            saying.mute();
        } else if (dialling) {
            saying.skip(source);
        } else {
            saying.tick(source, muted, mediaTime, now);
        }
        return saying.frame();
    }

    /** The leg was joined to another, or taken apart from it: nothing half said or half heard remains. */
    void interrupt() {
        saying.rest();
        hearing.clear();
    }

    /** Closes everything; what is given later is closed at once. */
    void close() {
        if (!closed) {
            closed = true;
            interrupt();
            source.close();
            sink.close();
            taps.forEach(AudioTap::close);
            taps.clear();
        }
    }
}
