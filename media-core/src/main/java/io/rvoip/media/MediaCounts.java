package io.rvoip.media;

/**
 * What a {@link MediaEngine} has open. All zero when every call has ended.
 *
 * @param sessions legs
 * @param bridges  joined pairs of legs
 * @param ticking  legs that are played or spoken on the 20 ms beat
 */
public record MediaCounts(int sessions, int bridges, int ticking) {
}
