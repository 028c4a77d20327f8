package io.rvoip.rtp.rtcp;

/**
 * A block of another type, or of a length that its type forbids: skipped, as RFC 3611 section 3 wants it.
 *
 * @param blockType 0 to 255
 * @param length bytes after the block's 4-byte header
 */
public record OtherXrBlock(int blockType, int length) implements XrBlock { }
