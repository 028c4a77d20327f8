package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.testing.CapturedDatagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Alice and Bob talk through two legs of a PBX that are joined. */
class MediaBridgeTest {
    private final MediaLab lab = new MediaLab(7);
    private final MediaLab.Party alice = lab.party("alice");
    private final MediaLab.Party bob = lab.party("bob");
    private final MediaLab.Party pbx = lab.party("pbx");
    private final MediaLab.Told toAlice = new MediaLab.Told();
    private final MediaLab.Told toBob = new MediaLab.Told();
    private final MediaLab.Told toLeft = new MediaLab.Told();
    private final BufferSink heardByAlice = new BufferSink(Duration.ofMinutes(1));
    private final BufferSink heardByBob = new BufferSink(Duration.ofMinutes(1));
    private final MediaSession a = alice.open(toAlice);
    private final MediaSession b = bob.open(toBob);
    private final MediaSession left = pbx.open(toLeft);
    private final MediaSession right = pbx.open(MediaEvents.NONE);

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    @Nested
    class SameCodec {
        private final AudioClip clip = ToneGenerator.sweep(8000, 300, 3000, 0.3, Duration.ofSeconds(2));

        @Test
        void payloadsPassUntouched() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge bridge = MediaBridge.join(left, right);
            a.source(ClipSource.once(clip));
            b.source(new ToneSource(1000));
            lab.advance(3000);
            List<CapturedDatagram> in = lab.rtpFrom(a);
            List<CapturedDatagram> out = lab.rtpFrom(right);
            assertThat(out).hasSizeGreaterThan(140);
            int skipped = in.size() - out.size();
            for (int i = 0; i < out.size(); i++) {
                assertThat(payload(out.get(i))).isEqualTo(payload(in.get(i + skipped)));
                assertThat(out.get(i).atNanos()).isEqualTo(in.get(i + skipped).atNanos());
            }
            assertThat(AudioComparison.compare(clip, heardByBob.clip()).correlation()).isGreaterThan(0.99);
            assertThat(ToneDetector.share(lastHalfSecond(heardByAlice), 1000)).isGreaterThan(0.95);
            assertThat(bridge.forwarded()).isGreaterThan(280);
            assertThat(bridge.transcoded()).isZero();
            assertThat(bridge.dropped()).isZero();
        }

        @Test
        void nobodyTicksAndNothingIsAllocatedForIt() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge.join(left, right);
            lab.advance(100);
            assertThat(pbx.engine.counts()).isEqualTo(new MediaCounts(2, 1, 0));
            assertThat(pbx.allocator.metric().usedHeapMemory()).isZero();
        }

        @Test
        void legsThatOnlyForwardHaveNoPlayoutUntilSomebodyListens() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge bridge = MediaBridge.join(left, right);
            a.source(new ToneSource(440));
            lab.advance(1000);
            assertThat(bridge.forwarded()).isPositive();
            assertThat(left.hearing().statistics()).isNull();
            BufferSink listener = new BufferSink(Duration.ofMinutes(1));
            bridge.close();
            left.sink(listener);
            lab.advance(1000);
            assertThat(left.hearing().statistics()).isNotNull();
            assertThat(ToneDetector.share(lastHalfSecond(listener), 440)).isGreaterThan(0.95);
        }

        @Test
        void dynamicPayloadTypesAreRewritten() {
            AudioCodec l16 = Codecs.builtIn().find("L16", 8000, 1).orElseThrow();
            connect(a, left, p -> p.withCodec(l16, 97).withReceivable(Map.of(97, l16)));
            connect(b, right, p -> p.withCodec(l16, 110).withReceivable(Map.of(110, l16)));
            MediaBridge.join(left, right);
            a.source(new ToneSource(440));
            lab.advance(1000);
            assertThat(lab.rtpFrom(right)).isNotEmpty().allMatch(d -> MediaLab.payloadType(d) == 110);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
        }
    }

    @Nested
    class BothLaws {
        @Test
        void transcodedInPlaceAndHeardAsTheSameTone() {
            dial(Codecs.PCMU, Codecs.PCMA);
            MediaBridge bridge = MediaBridge.join(left, right);
            a.source(new ToneSource(440));
            b.source(new ToneSource(1000));
            lab.advance(2000);
            assertThat(lab.rtpFrom(right)).isNotEmpty().allMatch(d -> MediaLab.payloadType(d) == 8);
            assertThat(lab.rtpFrom(left)).isNotEmpty().allMatch(d -> MediaLab.payloadType(d) == 0);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            assertThat(ToneDetector.share(lastHalfSecond(heardByAlice), 1000)).isGreaterThan(0.95);
            double said = ToneGenerator.sine(8000, 440, 0.35, Duration.ofSeconds(1)).rms();
            assertThat(lastHalfSecond(heardByBob).rms()).isBetween(0.97 * said, 1.03 * said);
            assertThat(bridge.transcoded()).isEqualTo(bridge.forwarded()).isPositive();
        }

        @Test
        void onlyG711CanBeTranscoded() {
            AudioCodec l16 = Codecs.builtIn().find("L16", 8000, 1).orElseThrow();
            assertThat(MediaBridge.canJoin(Codecs.PCMU, Codecs.PCMA)).isTrue();
            assertThat(MediaBridge.canJoin(Codecs.PCMA, Codecs.PCMA)).isTrue();
            assertThat(MediaBridge.canJoin(l16, Codecs.PCMA)).isFalse();
            connect(a, left, p -> p.withCodec(l16, 97).withReceivable(Map.of(97, l16)));
            connect(b, right, UnaryOperator.identity());
            MediaBridge bridge = MediaBridge.join(left, right);
            lab.advance(500);
            assertThat(bridge.forwarded()).isZero();
            assertThat(bridge.dropped()).isPositive();
        }
    }

    @Nested
    class Digits {
        @Test
        void passWithTheOtherLegsPayloadTypeAndAreUnderstoodOnTheWay() {
            connect(a, left, p -> p.withEvents(101, 101));
            connect(b, right, p -> p.withEvents(96, 96));
            MediaBridge.join(left, right);
            lab.advance(200);
            a.sendDtmf('4', Duration.ofMillis(100));
            a.sendDtmf('2', Duration.ofMillis(100));
            lab.advance(2000);
            assertThat(toBob.digits).hasToString("42");
            assertThat(toLeft.digits).hasToString("42");
            assertThat(lab.rtpFrom(right)).anyMatch(d -> MediaLab.payloadType(d) == 96)
                    .noneMatch(d -> MediaLab.payloadType(d) == 101);
        }

        /** A hold, say, which goes by both legs while a key is down. */
        @Test
        void areOneEventWhenLegsAreConfiguredAnewAmidIt() {
            connect(a, left, p -> p.withEvents(101, 101));
            connect(b, right, p -> p.withEvents(96, 96));
            MediaBridge.join(left, right);
            lab.advance(200);
            a.sendDtmf('4', Duration.ofMillis(200));
            lab.advance(60);
            left.configure(left.parameters().orElseThrow().withDirection(MediaDirection.RECVONLY));
            lab.advance(60);
            right.configure(right.parameters().orElseThrow().withDirection(MediaDirection.SENDONLY));
            lab.advance(1000);
            List<CapturedDatagram> event = lab.rtpFrom(right).stream().filter(d -> MediaLab.payloadType(d) == 96).toList();
            assertThat(event).hasSizeGreaterThan(8);
            assertThat(event.stream().map(MediaBridgeTest::timestamp).distinct()).hasSize(1);
            assertThat(event.stream().filter(d -> d.bytes()[1] < 0)).as("with the marker").hasSize(1);
            assertThat(toBob.digits).hasToString("4");
        }

        @Test
        void stayBehindWhenTheOtherLegHasNone() {
            connect(a, left, p -> p.withEvents(101, 101));
            connect(b, right, UnaryOperator.identity());
            MediaBridge bridge = MediaBridge.join(left, right);
            lab.advance(200);
            a.sendDtmf('4', Duration.ofMillis(100));
            lab.advance(1000);
            assertThat(toLeft.digits).hasToString("4");
            assertThat(lab.rtpFrom(right)).allMatch(d -> MediaLab.payloadType(d) == 0);
            assertThat(bridge.dropped()).isPositive();
        }
    }

    @Nested
    class Listening {
        @Test
        void aTapHearsBothWhilePacketsPass() {
            dial(Codecs.PCMU, Codecs.PCMA);
            MediaBridge.join(left, right);
            Tapped tap = new Tapped();
            right.addTap(tap);
            a.source(new ToneSource(440));
            b.source(new ToneSource(1000));
            lab.advance(2000);
            assertThat(pbx.engine.counts().ticking()).isEqualTo(2);
            assertThat(ToneDetector.share(lastHalfSecond(tap.received), 1000)).isGreaterThan(0.95);
            assertThat(ToneDetector.share(lastHalfSecond(tap.sent), 440)).isGreaterThan(0.95);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            right.removeTap(tap);
            lab.advance(100);
            assertThat(pbx.engine.counts().ticking()).isZero();
        }

        @Test
        void aTapThatWasThereBeforeGoesOnAcrossTheJoin() {
            dial(Codecs.PCMU, Codecs.PCMU);
            Tapped tap = new Tapped();
            left.addTap(tap);
            a.source(new ToneSource(440));
            lab.advance(1000);
            MediaBridge bridge = MediaBridge.join(left, right);
            b.source(new ToneSource(1000));
            lab.advance(1000);
            assertThat(ToneDetector.share(lastHalfSecond(tap.received), 440)).isGreaterThan(0.95);
            assertThat(ToneDetector.share(lastHalfSecond(tap.sent), 1000)).isGreaterThan(0.95);
            bridge.close();
            lab.advance(1000);
            assertThat(tap.received.clip().frames()).isBetween(3 * 8000 - 480, 3 * 8000);
            assertThat(tap.closed).isZero();
        }
    }

    @Nested
    class Changes {
        @Test
        void holdOfOneFarEndStopsWhatGoesThere() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge.join(left, right);
            lab.advance(500);
            right.configure(right.parameters().orElseThrow().withDirection(MediaDirection.INACTIVE));
            lab.advance(100);
            int toBobBefore = lab.rtpFrom(right).size();
            int toAliceBefore = lab.rtpFrom(left).size();
            lab.advance(1000);
            assertThat(lab.rtpFrom(right)).hasSize(toBobBefore);
            assertThat(lab.rtpFrom(left)).hasSize(toAliceBefore);
            right.configure(right.parameters().orElseThrow().withDirection(MediaDirection.SENDRECV));
            lab.advance(1000);
            assertThat(lab.rtpFrom(right).size()).isGreaterThan(toBobBefore + 45);
            assertThat(sequence(lab.rtpFrom(right).get(toBobBefore)) - sequence(lab.rtpFrom(right).get(toBobBefore - 1)) & 0xffff)
                    .as("what stayed behind is no loss").isEqualTo(1);
        }

        @Test
        void legsMayBeConfiguredAfterTheJoin() {
            MediaBridge bridge = MediaBridge.join(left, right);
            lab.advance(100);
            dial(Codecs.PCMU, Codecs.PCMA);
            a.source(new ToneSource(440));
            lab.advance(1000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            assertThat(bridge.transcoded()).isPositive();
        }

        @Test
        void theStreamGoesOnWithoutAStepFromOwnMediaToBridgeAndBack() {
            dial(Codecs.PCMU, Codecs.PCMU);
            right.source(new ToneSource(300));
            lab.advance(500);
            MediaBridge bridge = MediaBridge.join(left, right);
            lab.advance(500);
            bridge.close();
            lab.advance(500);
            List<CapturedDatagram> out = lab.rtpFrom(right);
            for (int i = 1; i < out.size(); i++) {
                assertThat(ssrc(out.get(i))).isEqualTo(ssrc(out.get(0)));
                assertThat(sequence(out.get(i)) - sequence(out.get(i - 1)) & 0xffff).isEqualTo(1);
                assertThat(timestamp(out.get(i)) - timestamp(out.get(i - 1))).isBetween(100, 480);
            }
            assertThat(b.statistics().lost()).isZero();
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 300)).isGreaterThan(0.9);
        }

        @Test
        void closedLegTakesTheBridgeApart() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge bridge = MediaBridge.join(left, right);
            lab.advance(100);
            left.close();
            right.source(new ToneSource(700));
            lab.advance(1000);
            assertThat(pbx.engine.counts()).isEqualTo(new MediaCounts(1, 0, 1));
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 700)).isGreaterThan(0.9);
            bridge.close();
            lab.advance(10);
        }

        @Test
        void joinedLegIsNotJoinedTwice() {
            dial(Codecs.PCMU, Codecs.PCMU);
            MediaBridge.join(left, right);
            MediaSession third = pbx.open(MediaEvents.NONE);
            MediaBridge second = MediaBridge.join(left, third);
            lab.advance(100);
            assertThat(pbx.engine.counts().bridges()).isEqualTo(1);
            second.close();
            lab.advance(500);
            assertThat(pbx.engine.counts().bridges()).isEqualTo(1);
            assertThat(lab.rtpFrom(right)).hasSizeGreaterThan(20);
        }

        @Test
        void differentLoopsAreRefused() {
            CompletableFuture<MediaSession> other = pbx.engine.open(pbx.otherLoop, MediaSessionSettings.DEFAULT,
                    MediaEvents.NONE).toCompletableFuture();
            lab.advance(0);
            assertThatThrownBy(() -> MediaBridge.join(left, other.join())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: the left leg's loop");
            assertThatThrownBy(() -> MediaBridge.join(left, left)).hasMessageContaining("expected: another one");
        }
    }

    private void dial(AudioCodec codecOfAlice, AudioCodec codecOfBob) {
        connect(a, left, p -> p.withCodec(codecOfAlice, codecOfAlice.payloadType())
                .withReceivable(Map.of(codecOfAlice.payloadType(), codecOfAlice)));
        connect(b, right, p -> p.withCodec(codecOfBob, codecOfBob.payloadType())
                .withReceivable(Map.of(codecOfBob.payloadType(), codecOfBob)));
    }

    private void connect(MediaSession phone, MediaSession leg, UnaryOperator<MediaParameters> change) {
        phone.configure(change.apply(MediaParameters.of(leg.localAddress(), Codecs.PCMU)));
        leg.configure(change.apply(MediaParameters.of(phone.localAddress(), Codecs.PCMU)));
        phone.sink(phone == a ? heardByAlice : heardByBob);
        lab.time.runReady();
    }

    private static byte[] payload(CapturedDatagram datagram) {
        return Arrays.copyOfRange(datagram.bytes(), 12, datagram.bytes().length);
    }

    private static int sequence(CapturedDatagram datagram) {
        return ByteBuffer.wrap(datagram.bytes()).getShort(2) & 0xffff;
    }

    private static int timestamp(CapturedDatagram datagram) {
        return ByteBuffer.wrap(datagram.bytes()).getInt(4);
    }

    private static int ssrc(CapturedDatagram datagram) {
        return ByteBuffer.wrap(datagram.bytes()).getInt(8);
    }

    private static AudioClip lastHalfSecond(BufferSink sink) {
        AudioClip clip = sink.clip();
        return clip.slice(clip.duration().minusMillis(500), Duration.ofMillis(500));
    }

    private static final class Tapped implements AudioTap {
        final BufferSink received = new BufferSink(Duration.ofMinutes(1));
        final BufferSink sent = new BufferSink(Duration.ofMinutes(1));
        int closed;

        @Override
        public void heard(short[] in, short[] out, int samples) {
            received.write(in, samples);
            sent.write(out, samples);
        }

        @Override
        public void open(int sampleRate) {
            received.open(sampleRate);
            sent.open(sampleRate);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
