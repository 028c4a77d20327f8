/**
 * WAV files: read as a whole and within bounds, written chunk by chunk so that a crash loses nothing. Disks block, so
 * all of it runs where the caller says: on the calling thread ({@link io.rvoip.media.file.WavFile}) or on an executor
 * for files ({@link io.rvoip.media.file.WavRecorder}), never on a media loop.
 *
 * <p>Starting points: {@link io.rvoip.media.file.WavFile#read}, {@link io.rvoip.media.file.WavRecorder#start}.
 */
@NullMarked
package io.rvoip.media.file;

import org.jspecify.annotations.NullMarked;
