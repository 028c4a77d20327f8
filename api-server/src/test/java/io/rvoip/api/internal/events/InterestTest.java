package io.rvoip.api.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.api.internal.json.JsonException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterestTest {
    private static final Set<String> KNOWN = Set.of("call.created", "call.ended", "dtmf");

    @Test
    void isInTypesGroupsAndAll() {
        Interest interest = Interest.of(List.of("call.*", "dtmf"), KNOWN);
        assertThat(interest.includes("call.created")).isTrue();
        assertThat(interest.includes("dtmf")).isTrue();
        assertThat(interest.includes("callers")).isFalse();
        assertThat(interest.includes("media.no_inbound")).isFalse();
        assertThat(Interest.of(List.of("*"), KNOWN).includes("anything")).isTrue();
        assertThat(Interest.NONE.includes("dtmf")).isFalse();
    }

    @Test
    void isRefusedInWhatDoesNotExist() {
        for (String pattern : List.of("queue.*", "call", "call.", "*.*", ".*", "", "call.created.*", "dt*", "CALL.*")) {
            assertThatThrownBy(() -> Interest.of(List.of(pattern), KNOWN)).as(pattern).isInstanceOf(JsonException.class);
        }
        assertThatThrownBy(() -> Interest.of(List.of("c".repeat(100)), KNOWN)).isInstanceOf(JsonException.class);
    }
}
