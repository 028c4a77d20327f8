package io.rvoip.media.file;

/** A file is no WAV file that can be read here; the message names the field, the offset and what was expected. */
public final class WavFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long offset;

    WavFormatException(String reason, long offset) {
        super(reason + ", at byte " + offset);
        this.offset = offset;
    }

    /** Where in the file it went wrong. */
    public long offset() {
        return offset;
    }
}
