package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a future failed with is found under its wrappers. */
class SimpleVoipExceptionTest {
    @Test
    void oursIsFound() {
        SimpleVoipException ours = new SipTimeoutException("nobody there");
        assertThat(SimpleVoipException.from(new CompletionException(new CompletionException(ours)))).isSameAs(ours);
        assertThat(SimpleVoipException.from(ours)).isSameAs(ours);
    }

    @Test
    void whatIsNoneOfOursIsKeptAsTheCause() {
        IllegalStateException bug = new IllegalStateException("a bug");
        assertThat(SimpleVoipException.from(bug)).isInstanceOf(StackFailureException.class).hasCause(bug)
                .hasMessage("a bug");
    }
}
