package io.rvoip.rtp.mikey;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A message as it was read. Immutable.
 *
 * @param header its first part
 * @param payloads the others, in their order
 * @param octets the message itself, which MACs and signatures cover
 */
public record MikeyMessage(MikeyHeader header, List<MikeyPayload> payloads, Octets octets) {
    /** Copies the list. */
    public MikeyMessage {
        payloads = List.copyOf(payloads);
    }

    /** What came of reading. */
    public sealed interface Result {
        /** A message. */
        record Read(MikeyMessage message) implements Result {}

        /** None. */
        record Unreadable(MikeyProblem problem) implements Result {}
    }

    /** Reads at most 16 KiB of whatever it is. */
    public static Result read(byte[] octets) {
        return MikeyReader.read(octets);
    }

    /** Writes one; what is written is read back as the same. */
    static MikeyMessage of(MikeyHeader header, List<MikeyPayload> payloads) {
        return new MikeyMessage(header, payloads, Octets.of(MikeyWriter.write(header, payloads)));
    }

    /** The first payload of a kind. */
    public <T extends MikeyPayload> Optional<T> first(Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** All payloads of a kind, in their order. */
    public <T extends MikeyPayload> List<T> all(Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Without its last so many octets, which hold the MAC or the signature. */
    byte[] covered(int tag) {
        byte[] whole = octets.toArray();
        return Arrays.copyOf(whole, whole.length - tag);
    }
}
