package io.rvoip.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.MediaException;
import io.rvoip.session.media.RtpMediaPort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What a caller is told whose media cannot be opened; that ports have run out is in {@code ServiceTest}. */
class MediaDoorTest {
    private final Logger log = mock(Logger.class);
    private final MediaDoor door = new MediaDoor(mock(RtpMediaPort.class), Map.of(), false, new CodecChoice(List.of(Codecs.PCMU)),
            new RateLimitedLog(log, TimeSource.system()));

    @Test
    void keysThatAnybodyCouldReadAreTheCallersToMend() {
        assertThat(door.refusal(new CompletionException(MediaException.keysExposed()))).satisfies(refusal -> {
            assertThat(refusal.status()).isEqualTo(488);
            assertThat(refusal.text()).contains("SRTP is required");
        });
        verifyNoInteractions(log);
    }

    @Test
    void whatElseFailsIsOursAndItsCauseIsInTheLogAlone() {
        Throwable failure = new CompletionException(new MediaException("127.0.0.1: no such device", new IllegalStateException("no such device")));

        assertThat(door.refusal(failure)).satisfies(refusal -> {
            assertThat(refusal.status()).isEqualTo(500);
            assertThat(refusal.text()).isEqualTo("media could not be opened");
        });
        verify(log).warn(contains("could not be opened"), eq("127.0.0.1: no such device"), isNull());
    }
}
