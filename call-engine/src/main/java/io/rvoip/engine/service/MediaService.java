package io.rvoip.engine.service;

import io.rvoip.media.MediaSession;
import io.rvoip.media.audio.EchoSource;
import io.rvoip.media.audio.ToneSource;
import java.util.Optional;

/** Numbers of every domain that nobody has to configure: one calls them to find out whether calls work. */
public enum MediaService {
    /** Says what it hears. */
    ECHO("echo") {
        @Override
        public void play(MediaSession media) {
            EchoSource echo = new EchoSource();
            media.source(echo);
            media.sink(echo);
        }
    },
    /** Says 440 Hz. */
    TONE("tone") {
        @Override
        public void play(MediaSession media) {
            media.source(new ToneSource(HERTZ));
        }
    };

    private static final double HERTZ = 440;

    private final String user;

    MediaService(String user) {
        this.user = user;
    }

    /** The user part of its address, as in {@code sip:echo@rvoip.test}. */
    public String user() {
        return user;
    }

    /** Lets a leg say what this service says. */
    public abstract void play(MediaSession media);

    /** The service of that name; no user can have it. */
    public static Optional<MediaService> of(String user) {
        for (MediaService service : values()) {
            if (service.user.equals(user)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}
