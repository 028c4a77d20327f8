/**
 * Audio codecs of this build, in plain Java.
 *
 * <p>Starting points: {@link io.rvoip.media.codec.Codecs} (what there is, by SDP name),
 * {@link io.rvoip.media.codec.AudioCodec} (what a codec is), {@link io.rvoip.media.codec.G711} (tables and
 * transcoding), {@link io.rvoip.media.codec.Resampler} (between sampling rates).
 */
@NullMarked
package io.rvoip.media.codec;

import org.jspecify.annotations.NullMarked;
