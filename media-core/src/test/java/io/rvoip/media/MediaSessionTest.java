package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.Similarity;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.audio.EchoSource;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.RtpStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaSessionTest {
    private static final int EVENTS = 101;

    private final MediaLab lab = new MediaLab(42);
    private final MediaLab.Party alice = lab.party("alice");
    private final MediaLab.Party bob = lab.party("bob");
    private final MediaLab.Told toAlice = new MediaLab.Told();
    private final MediaLab.Told toBob = new MediaLab.Told();
    private final BufferSink heardByAlice = new BufferSink(Duration.ofMinutes(1));
    private final BufferSink heardByBob = new BufferSink(Duration.ofMinutes(1));
    private MediaSession a = alice.open(toAlice);
    private MediaSession b = bob.open(toBob);

    @AfterEach
    void nothingIsLeft() {
        lab.closeAndFindNothing();
    }

    @Nested
    class Running {
        @ParameterizedTest
        @ValueSource(strings = {"PCMU", "PCMA", "L16"})
        void speechGoesBothWays(String codecName) {
            AudioCodec codec = Codecs.builtIn().named(codecName).orElseThrow();
            AudioClip fromAlice = ToneGenerator.sweep(8000, 300, 3000, 0.3, Duration.ofSeconds(3));
            AudioClip fromBob = ToneGenerator.sweep(8000, 2500, 400, 0.3, Duration.ofSeconds(3));
            lab.network.withDelay(Duration.ofMillis(10), Duration.ofMillis(25));
            talk(codec);
            a.source(ClipSource.once(fromAlice));
            b.source(ClipSource.once(fromBob));
            lab.advance(4000);
            Similarity atBob = AudioComparison.compare(fromAlice, heardByBob.clip());
            Similarity atAlice = AudioComparison.compare(fromBob, heardByAlice.clip());
            assertThat(atBob.correlation()).isGreaterThan(0.99);
            assertThat(atAlice.correlation()).isGreaterThan(0.99);
            assertThat(atBob.snrDb()).isGreaterThan(25);
            assertThat(atBob.lag()).isBetween(Duration.ofMillis(20), Duration.ofMillis(200));
            assertThat(toAlice.events).startsWith("locked " + b.localAddress().getPort(), "inbound");
        }

        @Test
        void worksOverIpv6() {
            a = alice.openIpv6(toAlice);
            b = bob.openIpv6(toBob);
            talk(Codecs.PCMU);
            a.source(new ToneSource(440));
            lab.advance(1000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
        }

        @Test
        void aPacketEach20MillisWithoutSteps() {
            talk(Codecs.PCMU);
            lab.advance(2000);
            List<CapturedDatagram> sent = lab.rtpFrom(a);
            assertThat(sent).hasSizeBetween(99, 100);
            for (int i = 1; i < sent.size(); i++) {
                assertThat(sent.get(i).atNanos() - sent.get(i - 1).atNanos()).isEqualTo(20_000_000);
                assertThat(timestamp(sent.get(i)) - timestamp(sent.get(i - 1))).isEqualTo(160);
                assertThat(sent.get(i).bytes()).hasSize(172);
            }
        }

        @Test
        void longerPacketsWhenAskedFor() {
            configure(p -> p.withPtime(60));
            a.source(new ToneSource(440));
            lab.advance(1200);
            List<CapturedDatagram> sent = lab.rtpFrom(a);
            assertThat(sent).hasSizeBetween(19, 20).allMatch(d -> d.bytes().length == 12 + 480);
            assertThat(timestamp(sent.get(5)) - timestamp(sent.get(4))).isEqualTo(480);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
        }

        @Test
        void fivePercentLossIsConcealedAndMeasured() {
            lab.network.withLoss(0.05).withDelay(Duration.ofMillis(20), Duration.ofMillis(30));
            talk(Codecs.PCMU);
            a.source(new ToneSource(200));
            lab.advance(20_000);
            AudioClip heard = heardByBob.clip();
            assertThat(heard.frames()).isBetween(8000 * 20 - 320, 8000 * 20);
            int gaps = 0;
            int frames = 0;
            for (int ms = 1000; ms < 19_000; ms += 20) {
                AudioClip frame = heard.slice(Duration.ofMillis(ms), Duration.ofMillis(20));
                frames++;
                gaps += frame.rms() < 1000 ? 1 : 0;
            }
            // three in a row fade out: rare at 5 %
            assertThat(gaps).isLessThan(frames / 100);
            MediaStatistics measured = b.statistics();
            assertThat(measured.lossPercent().orElseThrow()).isCloseTo(5, within(2.0));
            assertThat(measured.jitterMs().orElseThrow()).isBetween(0.5, 10.0);
            assertThat(measured.rttMs().orElseThrow()).isBetween(40.0, 60.0);
            assertThat(measured.mos().orElseThrow()).isBetween(3.3, 4.2);
        }

        /** SECURITY.md P11: up to 60 ms of jitter, late loss at most 0.5 %, buffer at most 100 ms. */
        @Test
        void jitterOf60MillisLosesAlmostNothing() {
            lab.network.withDelay(Duration.ofMillis(5), Duration.ofMillis(65));
            talk(Codecs.PCMA);
            a.source(new ToneSource(300));
            lab.advance(30_000);
            MediaStatistics measured = b.statistics();
            assertThat(measured.received()).isGreaterThan(1400);
            assertThat(measured.late()).isLessThanOrEqualTo(measured.received() / 200);
            assertThat(measured.playoutDelayMs().orElseThrow()).isBetween(50.0, 100.0);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 300)).isGreaterThan(0.9);
        }

        @Test
        void reorderingAndDuplicationDoNoMoreHarmThanLoss() {
            lab.network.withDelay(Duration.ofMillis(5), Duration.ofMillis(60)).withReordering(0.1)
                    .withDuplication(0.05);
            talk(Codecs.PCMA);
            a.source(new ToneSource(300));
            lab.advance(30_000);
            MediaStatistics measured = b.statistics();
            assertThat(measured.lost()).isLessThan(10);
            assertThat(measured.late()).isLessThan(measured.received() / 20);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 300)).isGreaterThan(0.8);
        }

        @Test
        void qualityIsAbsentUntilMeasured() {
            assertThat(a.statistics()).isEqualTo(MediaStatistics.NONE);
            talk(Codecs.PCMU);
            lab.advance(1500);
            assertThat(a.statistics().received()).isPositive();
            assertThat(a.statistics().mos()).isEmpty();
            lab.advance(15_000);
            assertThat(a.statistics().mos().orElseThrow()).isBetween(4.3, 4.45);
            assertThat(toAlice.last.rttMs()).isPresent();
        }

        @Test
        void nothingReceivedMeansNoScore() {
            lab.network.link(bob.host, alice.host, LinkConditions.CUT);
            talk(Codecs.PCMU);
            lab.advance(15_000);
            assertThat(a.statistics().mos()).isEmpty();
            assertThat(a.statistics().lossPercent()).isEmpty();
        }

        @Test
        void echoComesBack() {
            talk(Codecs.PCMU);
            EchoSource echo = new EchoSource();
            b.sink(echo);
            b.source(echo);
            AudioClip clip = ToneGenerator.sweep(8000, 300, 3000, 0.3, Duration.ofSeconds(2));
            a.source(ClipSource.once(clip));
            lab.advance(3000);
            assertThat(AudioComparison.compare(clip, heardByAlice.clip()).correlation()).isGreaterThan(0.97);
        }

        @Test
        void codecChangesInMidCall() {
            talk(Codecs.PCMU);
            a.source(new ToneSource(440));
            lab.advance(1000);
            AudioCodec wide = Codecs.builtIn().find("L16", 16_000, 1).orElseThrow();
            configure(p -> p.withCodec(wide, 97).withReceivable(Map.of(97, wide)));
            lab.advance(2000);
            AudioClip heard = heardByBob.clip();
            assertThat(heard.sampleRate()).isEqualTo(16_000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            List<CapturedDatagram> sent = lab.rtpFrom(a);
            assertThat(MediaLab.payloadType(sent.get(sent.size() - 1))).isEqualTo(97);
        }

        @Test
        void farEndMaySwitchBetweenWhatWasAgreed() {
            talk(Codecs.PCMU);
            b.configure(b.parameters().orElseThrow().withReceivable(Map.of(0, Codecs.PCMU, 8, Codecs.PCMA)));
            a.source(new ToneSource(440));
            lab.advance(1000);
            a.configure(a.parameters().orElseThrow().withCodec(Codecs.PCMA, 8));
            lab.advance(1000);
            AudioClip heard = heardByBob.clip();
            assertThat(ToneDetector.share(heard.slice(Duration.ofMillis(500), Duration.ofMillis(1400)), 440))
                    .isGreaterThan(0.95);
        }

        @Test
        void silenceIsToldAndSoIsItsEnd() {
            MediaSession quick = alice.open(MediaSessionSettings.DEFAULT.withInboundTimeout(Duration.ofSeconds(3)),
                    toAlice);
            a.close();
            a = quick;
            talk(Codecs.PCMU);
            lab.advance(1000);
            bob.host.block();
            lab.advance(4000);
            assertThat(toAlice.events).contains("silent 3");
            bob.host.unblock();
            lab.advance(100);
            assertThat(toAlice.events).endsWith("resumed");
        }

        @Test
        void mutedLegSendsSilence() {
            talk(Codecs.PCMU);
            a.source(new ToneSource(440));
            lab.advance(500);
            a.mute(true);
            lab.advance(1000);
            assertThat(lastHalfSecond(heardByBob).rms()).isZero();
            assertThat(lab.rtpFrom(a)).hasSizeBetween(74, 75);
            a.mute(false);
            lab.advance(1000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
        }

        @Test
        void tapsHearBothDirectionsInStep() {
            talk(Codecs.PCMU);
            a.source(new ToneSource(440));
            b.source(new ToneSource(1000));
            Tapped tap = new Tapped();
            a.addTap(tap);
            lab.advance(1000);
            a.removeTap(tap);
            lab.advance(500);
            assertThat(tap.closed).isEqualTo(1);
            assertThat(tap.received.clip().frames()).isEqualTo(tap.sent.clip().frames()).isBetween(7840, 8000);
            assertThat(ToneDetector.share(lastHalfSecond(tap.received), 1000)).isGreaterThan(0.95);
            assertThat(ToneDetector.share(lastHalfSecond(tap.sent), 440)).isGreaterThan(0.99);
        }

        @Test
        void tapsAreBounded() {
            for (int i = 0; i < 8; i++) {
                a.addTap(new Tapped());
            }
            assertThatThrownBy(() -> a.addTap(new Tapped())).isInstanceOf(MediaUnavailableException.class)
                    .hasMessage("taps: 8 already (expected: at most that)");
        }

        @Test
        void formerSourceIsClosed() {
            boolean[] closed = new boolean[2];
            a.source(closing(closed, 0));
            a.source(closing(closed, 1));
            lab.advance(0);
            assertThat(closed).containsExactly(true, false);
            a.close();
            lab.advance(0);
            assertThat(closed).containsExactly(true, true);
        }

        private AudioSource closing(boolean[] closed, int index) {
            return new AudioSource() {
                @Override
                public int read(short[] frame, int samples) {
                    return 0;
                }

                @Override
                public void close() {
                    closed[index] = true;
                }
            };
        }
    }

    @Nested
    class OnHold {
        @Test
        void rtpStopsAtTheFarEndAndRtcpGoesOn() {
            talk(Codecs.PCMU);
            a.source(new ToneSource(440));
            lab.advance(2000);
            configureA(p -> p.withDirection(MediaDirection.INACTIVE));
            configureB(p -> p.withDirection(MediaDirection.INACTIVE));
            int before = lab.rtpFrom(a).size() + lab.rtpFrom(b).size();
            int reports = lab.rtcpFrom(a).size();
            lab.advance(60_000);
            assertThat(lab.rtpFrom(a).size() + lab.rtpFrom(b).size()).isEqualTo(before);
            assertThat(lab.rtcpFrom(a).size()).isGreaterThan(reports + 5);
            assertThat(toAlice.events).doesNotContain("silent 30");
            configureA(p -> p.withDirection(MediaDirection.SENDRECV));
            configureB(p -> p.withDirection(MediaDirection.SENDRECV));
            lab.advance(2000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            List<CapturedDatagram> sent = lab.rtpFrom(a);
            CapturedDatagram last = sent.get(before / 2 - 1);
            CapturedDatagram next = sent.stream().filter(d -> d.atNanos() > last.atNanos() + 1_000_000_000L)
                    .findFirst().orElseThrow();
            assertThat(next.bytes()[1] & 0x80).as("marker").isNotZero();
            long pause = (next.atNanos() - last.atNanos()) / 1_000_000;
            assertThat((timestamp(next) - timestamp(last)) / 8).isCloseTo((int) pause, within(21));
        }

        @Test
        void holderMayPlayMusicToWhoCannotAnswer() {
            talk(Codecs.PCMU);
            configureA(p -> p.withDirection(MediaDirection.SENDONLY));
            configureB(p -> p.withDirection(MediaDirection.RECVONLY));
            a.source(new ToneSource(440));
            lab.advance(100);
            int fromBob = lab.rtpFrom(b).size();
            lab.advance(2000);
            assertThat(lab.rtpFrom(b)).hasSize(fromBob);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
        }

        @Test
        void whatComesAnywayIsNotHeard() {
            talk(Codecs.PCMU);
            b.source(new ToneSource(440));
            lab.advance(500);
            configureA(p -> p.withDirection(MediaDirection.SENDONLY));
            lab.advance(60);
            int heard = heardByAlice.clip().frames();
            lab.advance(1000);
            assertThat(heardByAlice.clip().frames()).isEqualTo(heard);
        }

        @Test
        void wildcardAddressSendsNothing() {
            talk(Codecs.PCMU);
            lab.advance(100);
            configureA(p -> p.withRemote(new InetSocketAddress("0.0.0.0", 9)));
            int before = lab.rtpFrom(a).size();
            lab.advance(1000);
            assertThat(lab.rtpFrom(a)).hasSize(before);
            assertThat(a.sendDtmf('1', Duration.ofMillis(100))).isFalse();
        }
    }

    @Nested
    class Dialling {
        @Test
        void digitsArriveInOrderEachOnce() {
            configure(p -> p.withEvents(EVENTS, EVENTS));
            lab.advance(200);
            for (char digit : "*123#".toCharArray()) {
                assertThat(a.sendDtmf(digit, Duration.ofMillis(100))).isTrue();
            }
            lab.advance(3000);
            assertThat(toBob.digits).hasToString("*123#");
        }

        @Test
        void digitsSurviveLoss() {
            lab.network.withLoss(0.2);
            configure(p -> p.withEvents(EVENTS, EVENTS));
            lab.advance(200);
            for (char digit : "0123456789ABCD".toCharArray()) {
                a.sendDtmf(digit, Duration.ofMillis(160));
            }
            lab.advance(6000);
            assertThat(toBob.digits).hasToString("0123456789ABCD");
        }

        @Test
        void audioPausesMeanwhileAndReturns() {
            configure(p -> p.withEvents(EVENTS, EVENTS));
            a.source(new ToneSource(440));
            lab.advance(1000);
            int before = lab.rtpFrom(a).size();
            a.sendDtmf('5', Duration.ofMillis(200));
            lab.advance(180);
            assertThat(lab.rtpFrom(a).stream().skip(before + 1)).allMatch(d -> MediaLab.payloadType(d) == EVENTS);
            lab.advance(1500);
            assertThat(ToneDetector.share(lastHalfSecond(heardByBob), 440)).isGreaterThan(0.95);
            assertThat(b.statistics().lost()).isZero();
        }

        @Test
        void refusedWithoutAgreementOrOnHold() {
            talk(Codecs.PCMU);
            lab.advance(100);
            assertThat(a.sendDtmf('5', Duration.ofMillis(100))).isFalse();
            configure(p -> p.withEvents(EVENTS, EVENTS).withDirection(MediaDirection.RECVONLY));
            assertThat(a.sendDtmf('5', Duration.ofMillis(100))).isFalse();
        }

        @Test
        void refusedWhenTooManyWait() {
            configure(p -> p.withEvents(EVENTS, EVENTS));
            int accepted = 0;
            for (int i = 0; i < 80; i++) {
                accepted += a.sendDtmf('1', Duration.ofMillis(60)) ? 1 : 0;
            }
            assertThat(accepted).isBetween(64, 65);
            lab.advance(20_000);
            assertThat(toBob.digits).hasSize(accepted);
        }

        @Test
        void holdStopsADigitUnderWay() {
            configure(p -> p.withEvents(EVENTS, EVENTS));
            lab.advance(200);
            a.sendDtmf('7', Duration.ofMillis(500));
            a.sendDtmf('8', Duration.ofMillis(500));
            lab.advance(200);
            configureA(p -> p.withDirection(MediaDirection.INACTIVE));
            int before = lab.rtpFrom(a).size();
            lab.advance(3000);
            assertThat(lab.rtpFrom(a)).hasSize(before);
            assertThat(toBob.digits).hasToString("7");
        }

        @Test
        void refusesWhatIsNoDigit() {
            assertThatThrownBy(() -> a.sendDtmf('x', Duration.ofMillis(100))).hasMessageStartingWith("digit: 'x'");
            assertThatThrownBy(() -> a.sendDtmf('1', Duration.ofMillis(1))).hasMessageStartingWith("length: PT0.001S");
        }
    }

    @Nested
    class Closed {
        @Test
        void saysGoodbyeAndGivesPortsBack() {
            talk(Codecs.PCMU);
            lab.advance(1000);
            a.close();
            a.close();
            lab.advance(100);
            assertThat(a.closed().toCompletableFuture()).isCompleted();
            assertThat(toBob.events).contains("left");
            assertThat(alice.engine.counts()).isEqualTo(new MediaCounts(0, 0, 0));
            assertThat(alice.host.openSockets()).isZero();
            assertThat(a.statistics().sent()).isPositive();
        }

        @Test
        void commandsAfterwardsDoNothing() {
            talk(Codecs.PCMU);
            lab.advance(100);
            a.close();
            lab.advance(0);
            int before = lab.wire.size();
            configureA(p -> p.withPtime(40));
            a.source(new ToneSource(440));
            assertThat(a.sendDtmf('1', Duration.ofMillis(100))).isFalse();
            b.close();
            lab.advance(1000);
            assertThat(lab.rtpFrom(a).size()).isLessThanOrEqualTo(before);
        }

        @Test
        void neverConfiguredLegJustEnds() {
            a.close();
            lab.advance(0);
            assertThat(lab.wire).isEmpty();
        }
    }

    @Nested
    class Hostile {
        @Test
        void othersAreNotHeard() {
            talk(Codecs.PCMU);
            lab.advance(1000);
            MediaLab.Party mallory = lab.party("mallory");
            MediaSession m = mallory.open(MediaEvents.NONE);
            m.configure(MediaParameters.of(a.localAddress(), Codecs.PCMU));
            m.source(new ToneSource(1000));
            b.source(new ToneSource(440));
            lab.advance(2000);
            assertThat(ToneDetector.share(lastHalfSecond(heardByAlice), 440)).isGreaterThan(0.95);
            assertThat(lab.rtpFrom(a)).allMatch(d -> d.to().equals(b.localAddress()));
        }

        @Test
        void oversizedEmptyAndOddPayloadsDoNoHarm() {
            AudioCodec l16 = Codecs.builtIn().find("L16", 8000, 1).orElseThrow();
            configure(p -> p.withCodec(l16, 97).withReceivable(Map.of(97, l16)));
            lab.advance(100);
            RtpStream stream = RtpStream.on(lab.time, bob.host,
                    bob.host.at(30_000)).to(a.localAddress()).withPayloadType(97);
            b.close();
            lab.advance(0);
            a.configure(a.parameters().orElseThrow().withRemote(bob.host.at(30_000)));
            for (int size : new int[] {0, 1, 3, 8000, 1399, 0, 320}) {
                stream.send(new byte[size]);
                lab.advance(20);
            }
            lab.advance(1000);
            assertThat(a.statistics().received()).isGreaterThanOrEqualTo(6);
            stream.close();
        }
    }

    private void talk(AudioCodec codec) {
        int type = codec.payloadType() >= 0 ? codec.payloadType() : 97;
        configure(p -> p.withCodec(codec, type).withReceivable(Map.of(type, codec)));
    }

    private void configure(UnaryOperator<MediaParameters> change) {
        a.configure(change.apply(MediaParameters.of(b.localAddress(), Codecs.PCMU)));
        b.configure(change.apply(MediaParameters.of(a.localAddress(), Codecs.PCMU)));
        a.sink(heardByAlice);
        b.sink(heardByBob);
        lab.time.runReady();
    }

    private void configureA(UnaryOperator<MediaParameters> change) {
        a.configure(change.apply(a.parameters().orElseThrow()));
        lab.time.runReady();
    }

    private void configureB(UnaryOperator<MediaParameters> change) {
        b.configure(change.apply(b.parameters().orElseThrow()));
        lab.time.runReady();
    }

    private static int timestamp(CapturedDatagram datagram) {
        return ByteBuffer.wrap(datagram.bytes()).getInt(4);
    }

    private static AudioClip lastHalfSecond(BufferSink sink) {
        AudioClip clip = sink.clip();
        return clip.slice(clip.duration().minusMillis(500), Duration.ofMillis(500));
    }

    private static final class Tapped implements AudioTap {
        final BufferSink received = new BufferSink(Duration.ofMinutes(1));
        final BufferSink sent = new BufferSink(Duration.ofMinutes(1));
        final List<Integer> rates = new ArrayList<>();
        int closed;

        @Override
        public void heard(short[] in, short[] out, int samples) {
            received.write(in, samples);
            sent.write(out, samples);
        }

        @Override
        public void open(int sampleRate) {
            rates.add(sampleRate);
            received.open(sampleRate);
            sent.open(sampleRate);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
