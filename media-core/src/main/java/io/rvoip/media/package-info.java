/**
 * The audio of a call leg as one object, and two of them joined.
 *
 * <p>Starting points: {@link io.rvoip.media.MediaEngine} (opens legs), {@link io.rvoip.media.MediaSession} (one leg),
 * {@link io.rvoip.media.MediaBridge} (two legs that hear each other), {@link io.rvoip.media.MediaConfig} (what an
 * application asks for) and {@link io.rvoip.media.Capabilities} (what this build has of it).
 */
@NullMarked
package io.rvoip.media;

import org.jspecify.annotations.NullMarked;
