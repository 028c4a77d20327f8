package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SharedTest {
    private final Shared<ByteBuffer> shared = new Shared<>(2);

    private static ByteBuffer table(int value) {
        return ByteBuffer.wrap(new byte[] {1, (byte) value});
    }

    @Test
    void equalTablesAreOne() {
        ByteBuffer first = table(1);

        assertThat(shared.of(first)).isSameAs(first);
        assertThat(shared.of(table(1))).isSameAs(first);
        assertThat(shared.of(table(2))).isNotSameAs(first);
    }

    @Test
    void noMoreAreKeptThanThereIsRoomFor() {
        ByteBuffer first = table(1);
        shared.of(first);
        shared.of(table(2));
        ByteBuffer third = table(3);

        assertThat(shared.of(third)).isSameAs(third);
        assertThat(shared.of(table(3))).isNotSameAs(third);
        assertThat(shared.of(table(1))).isSameAs(first);
    }
}
