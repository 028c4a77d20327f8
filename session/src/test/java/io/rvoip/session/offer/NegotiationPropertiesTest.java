package io.rvoip.session.offer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.Origin;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of RFC 3264 that hold for every offer and every pair of sides. */
class NegotiationPropertiesTest {
    private static final List<AudioFormat> ALL = List.of(
            AudioFormat.PCMU,
            AudioFormat.PCMA,
            Sdp.G722,
            Sdp.L16,
            new AudioFormat("L16", 44_100, 2),
            new AudioFormat("opus", 48_000, 2));

    /** One step of a call: who offers what, and whether it fails on the way. */
    record Step(boolean near, OfferKind kind, boolean failed, int codecs) {}

    @Property(tries = 500)
    void anAnswerAlwaysFitsItsOffer(
            @ForAll("capabilities") AudioCapabilities capabilities, @ForAll("offers") SessionDescription offer) {
        Outcome outcome = Sdp.side(capabilities).answer(offer);

        if (outcome instanceof Outcome.Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(488);
            return;
        }
        SessionDescription answer = Sdp.sent(Sdp.agreed(outcome));
        assertThat(answer.media()).hasSameSizeAs(offer.media());
        for (int i = 0; i < answer.media().size(); i++) {
            Media ours = answer.media().get(i);
            Media theirs = offer.media().get(i);
            assertThat(ours.type()).isEqualTo(theirs.type());
            assertThat(ours.protocol()).isEqualTo(theirs.protocol());
            if (theirs.isDeclined()) {
                assertThat(ours.isDeclined()).isTrue();
            }
            if (ours.isDeclined()) {
                assertThat(ours.formats()).isEqualTo(theirs.formats());
            } else {
                assertThat(theirs.formats()).containsAll(ours.formats());
                assertThat(answer.directionOf(ours).reversed().and(offer.directionOf(theirs)))
                        .isEqualTo(answer.directionOf(ours).reversed());
            }
        }
        assertThat(answer.media().stream().filter(m -> !m.isDeclined())).hasSize(1);
    }

    @Property(tries = 500)
    void twoSidesAlwaysReachTheSameCodec(
            @ForAll("capabilities") AudioCapabilities nearCan, @ForAll("capabilities") AudioCapabilities farCan) {
        Pair pair = new Pair(nearCan, farCan);

        boolean connected = pair.exchange(true, OfferKind.INITIAL);

        Set<AudioFormat> common = new LinkedHashSet<>(nearCan.formats());
        common.retainAll(farCan.formats());
        assertThat(connected).isEqualTo(!common.isEmpty());
        if (connected) {
            pair.assertMirrored();
            List<AudioFormat> decides =
                    farCan.order() == CodecOrder.OURS ? farCan.formats() : nearCan.formats();
            assertThat(Sdp.audio(pair.near).format())
                    .isEqualTo(decides.stream().filter(common::contains).findFirst().orElseThrow());
        }
    }

    @Property(tries = 300)
    void aWholeCallStaysMirroredAndVersionsGrowOnlyByChange(
            @ForAll("capabilities") AudioCapabilities nearCan,
            @ForAll("capabilities") AudioCapabilities farCan,
            @ForAll("steps") List<Step> steps) {
        Pair pair = new Pair(withPcmu(nearCan), withPcmu(farCan));
        pair.exchange(true, OfferKind.INITIAL);
        for (Step step : steps) {
            pair.change(step.near(), withPcmu(AudioCapabilities.of(ALL.get(step.codecs() % ALL.size()))));
            if (step.failed()) {
                pair.fail(step.near(), step.kind());
            } else {
                pair.exchange(step.near(), step.kind());
            }
            pair.assertMirrored();
        }
        assertVersions(pair.sentByNear);
        assertVersions(pair.sentByFar);
    }

    private static AudioCapabilities withPcmu(AudioCapabilities capabilities) {
        Set<AudioFormat> formats = new LinkedHashSet<>(capabilities.formats());
        formats.add(AudioFormat.PCMU);
        return capabilities.withFormats(List.copyOf(formats));
    }

    private static void assertVersions(List<SessionDescription> sent) {
        for (int i = 1; i < sent.size(); i++) {
            Origin before = sent.get(i - 1).origin();
            Origin after = sent.get(i).origin();
            boolean same = sent.get(i).equals(sent.get(i - 1).toBuilder().withOrigin(after).build());
            assertThat(after).isEqualTo(same ? before : before.next());
        }
    }

    /** Two sides that exchange text. */
    private static final class Pair {
        private Negotiation near;
        private Negotiation far;
        private final List<SessionDescription> sentByNear = new ArrayList<>();
        private final List<SessionDescription> sentByFar = new ArrayList<>();

        Pair(AudioCapabilities nearCan, AudioCapabilities farCan) {
            near = Negotiation.start(nearCan, LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4);
            far = Negotiation.start(farCan, LocalAudio.of(new InetSocketAddress("198.51.100.7", 50_000)), 8);
        }

        /** @return whether it was agreed */
        boolean exchange(boolean nearOffers, OfferKind kind) {
            Negotiation offerer = (nearOffers ? near : far).offer(kind);
            (nearOffers ? sentByNear : sentByFar).add(Sdp.sent(offerer));
            Outcome answered = (nearOffers ? far : near).answer(Sdp.sent(offerer));
            if (answered instanceof Outcome.Refused) {
                return false;
            }
            Negotiation answerer = Sdp.agreed(answered);
            (nearOffers ? sentByFar : sentByNear).add(Sdp.sent(answerer));
            offerer = Sdp.agreed(offerer.accept(Sdp.sent(answerer)));
            near = nearOffers ? offerer : answerer;
            far = nearOffers ? answerer : offerer;
            return true;
        }

        void fail(boolean nearOffers, OfferKind kind) {
            Negotiation offerer = (nearOffers ? near : far).offer(kind);
            (nearOffers ? sentByNear : sentByFar).add(Sdp.sent(offerer));
            if (nearOffers) {
                near = offerer.rollback();
            } else {
                far = offerer.rollback();
            }
        }

        void change(boolean ofNear, AudioCapabilities capabilities) {
            if (ofNear) {
                near = near.withCapabilities(capabilities);
            } else {
                far = far.withCapabilities(capabilities);
            }
        }

        void assertMirrored() {
            NegotiatedAudio one = Sdp.audio(near);
            NegotiatedAudio other = Sdp.audio(far);
            assertThat(one.format()).isEqualTo(other.format());
            assertThat(one.direction()).isEqualTo(other.direction().reversed());
            assertThat(one.rtcpMux()).isEqualTo(other.rtcpMux());
            assertThat(other.receivable()).containsEntry(one.sendPayloadType(), one.format());
            assertThat(one.receivable()).containsEntry(other.sendPayloadType(), other.format());
            assertThat(one.sendEventType()).isEqualTo(other.receiveEventType());
            assertThat(one.receiveEventType()).isEqualTo(other.sendEventType());
        }
    }

    @Provide
    Arbitrary<AudioCapabilities> capabilities() {
        return Combinators.combine(
                        Arbitraries.shuffle(ALL),
                        Arbitraries.integers().between(1, ALL.size()),
                        Arbitraries.of(CodecOrder.class),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((formats, count, order, events, mux) -> AudioCapabilities.of(
                                formats.subList(0, count).toArray(AudioFormat[]::new))
                        .withOrder(order)
                        .withEvents(events)
                        .withRtcpMux(mux));
    }

    @Provide
    Arbitrary<SessionDescription> offers() {
        Arbitrary<String> formats = Arbitraries.integers().between(0, 127).set().ofMinSize(1).ofMaxSize(6).map(
                set -> String.join(" ", set.stream().map(String::valueOf).toList()));
        Arbitrary<String> maps = Combinators.combine(
                        Arbitraries.integers().between(90, 127),
                        Arbitraries.of("L16/16000", "opus/48000/2", "telephone-event/8000", "PCMU/8000", "x/1"))
                .as((number, codec) -> "a=rtpmap:" + number + " " + codec);
        Arbitrary<String> other = Arbitraries.of(
                "a=sendonly", "a=recvonly", "a=inactive", "a=rtcp-mux", "a=ptime:30", "c=IN IP4 0.0.0.0",
                "c=IN IP6 2001:db8::1", "a=rtcp:9");
        Arbitrary<String> line = Combinators.combine(
                        Arbitraries.of("audio", "audio", "audio", "video"),
                        Arbitraries.of(0, 5_000, 65_535),
                        Arbitraries.of("RTP/AVP", "RTP/AVP", "RTP/SAVP", "RTP/AVPF"),
                        formats,
                        Arbitraries.oneOf(maps, other).set().ofMaxSize(6))
                .as((type, port, protocol, list, attributes) -> "m=" + type + " " + port + " " + protocol + " " + list
                        + "\r\n" + connectionFirst(attributes));
        return line.list().ofMinSize(1).ofMaxSize(5).map(lines -> Sdp.of(lines.toArray(String[]::new)));
    }

    private static String connectionFirst(Set<String> attributes) {
        List<String> sorted = new ArrayList<>(attributes);
        sorted.sort((a, b) -> Boolean.compare(b.startsWith("c="), a.startsWith("c=")));
        if (sorted.stream().filter(a -> a.startsWith("c=")).count() > 1) {
            sorted.remove(0);
        }
        return String.join("\r\n", sorted);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(OfferKind.REFRESH, OfferKind.HOLD, OfferKind.RESUME),
                        Arbitraries.of(true, false, false),
                        Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(12);
    }
}
