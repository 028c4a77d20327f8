/**
 * Where audio comes from and goes to: 16-bit mono frames, pulled and pushed once per tick on a media loop.
 *
 * <p>Starting points: {@link io.rvoip.media.audio.AudioSource}, {@link io.rvoip.media.audio.AudioSink},
 * {@link io.rvoip.media.audio.AudioClip} (a recording in memory).
 */
@NullMarked
package io.rvoip.media.audio;

import org.jspecify.annotations.NullMarked;
