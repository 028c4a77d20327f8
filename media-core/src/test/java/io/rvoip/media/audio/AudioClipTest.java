package io.rvoip.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AudioClipTest {
    private final AudioClip stereo = AudioClip.of(8000, 2, new short[] {1, -1, 10, 20, 100, 300});

    @Test
    void takesChannelsApart() {
        assertThat(stereo.channel(0)).containsExactly(1, 10, 100);
        assertThat(stereo.onlyChannel(1).samples()).containsExactly(-1, 20, 300);
        assertThat(stereo.mixedDown().samples()).containsExactly(0, 15, 200);
        assertThat(stereo.sample(2, 1)).isEqualTo((short) 300);
        assertThatThrownBy(() -> stereo.channel(2)).hasMessage("channel: 2 (expected: 0-1)");
    }

    @Test
    void measuresItself() {
        AudioClip clip = AudioClip.mono(8000, new short[4000]);
        assertThat(clip.duration()).isEqualTo(Duration.ofMillis(500));
        assertThat(clip.rms()).isZero();
        assertThat(AudioClip.mono(8000, new short[] {3, -3}).rms()).isEqualTo(3);
        assertThat(AudioClip.mono(8000, new short[0]).rms()).isZero();
    }

    @Test
    void slicesWithinItsBounds() {
        AudioClip clip = AudioClip.mono(1000, new short[] {0, 1, 2, 3, 4});
        assertThat(clip.slice(Duration.ofMillis(1), Duration.ofMillis(2)).samples()).containsExactly(1, 2);
        assertThat(clip.slice(Duration.ofMillis(4), Duration.ofDays(300)).samples()).containsExactly(4);
        assertThat(clip.slice(Duration.ofDays(300), Duration.ofMillis(2)).frames()).isZero();
    }

    @Test
    void refusesHalfFrames() {
        assertThatThrownBy(() -> AudioClip.of(8000, 2, new short[3])).hasMessageStartingWith("channels: 2");
        assertThatThrownBy(() -> AudioClip.mono(0, new short[3])).hasMessageStartingWith("sampleRate: 0");
    }
}
