package io.rvoip.rtp.rtcp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * SDES (RFC 3550 section 6.5).
 *
 * @param chunks at most 31, one for each source described
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
    /** Item type of the canonical name. */
    public static final int CNAME = 1;

    /** Copies the list and checks its size. */
    public SourceDescription {
        if (chunks.size() > 31) {
            throw new IllegalArgumentException("chunks: " + chunks.size() + " (expected: 0-31)");
        }
        chunks = List.copyOf(chunks);
    }

    /** A description of one source by its canonical name. */
    public static SourceDescription ofCname(int ssrc, String cname) {
        return new SourceDescription(List.of(new Chunk(ssrc, List.of(new Item(CNAME, cname)))));
    }

    /** The canonical name of {@code ssrc}, when this packet gives it. */
    public Optional<String> cname(int ssrc) {
        return chunks.stream()
                .filter(chunk -> chunk.ssrc() == ssrc)
                .flatMap(chunk -> chunk.items().stream())
                .filter(item -> item.type() == CNAME)
                .map(Item::text)
                .findFirst();
    }

    @Override
    public int type() {
        return SDES;
    }

    /**
     * The items about one source.
     *
     * @param ssrc the source, 32 raw bits
     * @param items in order
     */
    public record Chunk(int ssrc, List<Item> items) {
        /** Copies the list. */
        public Chunk {
            items = List.copyOf(items);
        }
    }

    /**
     * One item.
     *
     * @param type 1 to 255
     * @param text at most 255 bytes of UTF-8
     */
    public record Item(int type, String text) {
        /** Checks type and length. */
        public Item {
            if (type < 1 || type > 255) {
                throw new IllegalArgumentException("type: " + type + " (expected: 1-255)");
            }
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length > 255) {
                throw new IllegalArgumentException("text: " + length + " bytes (expected: 0-255)");
            }
        }
    }
}
