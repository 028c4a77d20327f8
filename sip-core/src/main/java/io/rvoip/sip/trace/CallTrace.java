package io.rvoip.sip.trace;

import java.util.List;
import java.util.Optional;

/**
 * What was said in one call, as it may be shown. Immutable.
 *
 * @param messages oldest first, as they were: they may hold credentials and keys
 * @param redaction what the texts and files made of them leave out
 */
public record CallTrace(List<TracedMessage> messages, Redaction redaction) {
    /** Nothing is known, or all of it forgotten. */
    public static final CallTrace NONE = new CallTrace(List.of(), Redaction.EVERYTHING);

    /** Copies the list. */
    public CallTrace {
        messages = List.copyOf(messages);
    }

    /** The text of one of the messages; empty when nobody may see it. */
    public Optional<String> text(TracedMessage message) {
        return redaction.text(message);
    }

    /** Lines of a ladder, as {@link Ladder#draw}. */
    public List<String> ladder() {
        return Ladder.draw(messages);
    }

    /** A file for Wireshark, as {@link PcapNg#file}. */
    public byte[] pcapNg() {
        return PcapNg.file(messages, redaction);
    }
}
