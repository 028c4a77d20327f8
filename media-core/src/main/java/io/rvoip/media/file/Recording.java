package io.rvoip.media.file;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a recorder left behind.
 *
 * @param file          where it is
 * @param length        how long it plays
 * @param droppedChunks chunks of 20 ms that the disk was too slow for
 * @param complete      whether the header was finished; if not, {@link WavFile#read} recovers it
 */
public record Recording(Path file, Duration length, long droppedChunks, boolean complete) {
}
