package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.media.MediaCounts;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.session.media.IcePort;
import io.rvoip.session.media.IceUse;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 8839 §4.3.4, in two whole stacks: once ICE has found another way than the lines say, who controls tells a far end that does
 * not know of {@code ice2}. Alice's media are behind a NAT, so that her lines name an address of her own network.
 */
@Timeout(60)
class AlignmentTest {
    private static final IceUse FULL = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(IceUse.Kind.FULL).withPort(IcePort.OWN);
    private static final IceUse LITE = FULL.withAgent(IceUse.Kind.LITE);
    private static final String INSIDE = "c=IN IP4 192.168.1.10\r\n";
    private static final String OUTSIDE = "c=IN IP4 203.0.113.1\r\n";

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 3);
    private final List<CapturedDatagram> wire = network.capture();
    private final VirtualHost aliceHost = network.host();
    private final VirtualHost bobHost = network.host();
    private final Node alice = Node.on(time, aliceHost, aliceHost.at(5060), 100);
    private final Node bob = Node.on(time, bobHost, bobHost.at(5060), 200);
    private final List<Ears> ears = new ArrayList<>();

    /** The media of one side, and what it hears. */
    private final class Ears implements MediaPort {
        final MediaEngine engine;
        final RtpMediaPort port;
        final ToneDetector heard;
        final double says;
        /** As a far end of RFC 5245 says nothing of {@code ice2}. */
        boolean old;
        /** What stands there instead: nothing, or other options. */
        String options = "";
        boolean refuses;
        @Nullable RtpMediaLeg leg;

        Ears(VirtualHost host, IceUse ice, double says, double hears) {
            List<Loop> loops = List.of(time.loop("media " + host.address()));
            engine = MediaEngine.on(loops, () -> new SeededIds((long) says))
                    .withPorts(new MediaPorts(MediaPortSettings.of(host.address(), 20_000, 20_019), host, new SeededIds(1), Metrics.none()))
                    .build();
            port = new RtpMediaPort(engine, RtpMediaSettings.DEFAULT.withIce(ice), new SeededIds((long) hears));
            heard = new ToneDetector(hears);
            this.says = says;
            ears.add(this);
        }

        @Override
        public CompletionStage<MediaLeg> open(LegRequest request) {
            return port.openRtp(request).thenApply(opened -> {
                leg = opened;
                opened.media().source(new ToneSource(says));
                opened.media().sink(heard);
                return old ? without(opened) : opened;
            });
        }

        /** The same leg, whose descriptions lack that word. */
        private MediaLeg without(RtpMediaLeg opened) {
            return (MediaLeg) Proxy.newProxyInstance(MediaLeg.class.getClassLoader(), new Class<?>[] {MediaLeg.class}, (self, method, with) -> {
                boolean answers = method.getName().equals("answer");
                if (answers && refuses) {
                    return CompletableFuture.completedStage(
                            new AnswerResult.Refused(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "not now")));
                }
                try {
                    Object result = method.invoke(opened, with);
                    return method.getName().equals("offer") || answers ? ((CompletionStage<?>) result).thenApply(this::stripped) : result;
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            });
        }

        private Object stripped(Object said) {
            return said instanceof AnswerResult.Accepted accepted ? new AnswerResult.Accepted(stripped(accepted.answer()))
                    : said instanceof SessionDescription description ? stripped(description) : said;
        }

        private SessionDescription stripped(SessionDescription said) {
            return SdpParser.parse(said.toString().replaceAll("a=ice-options:[^\r]*\r\n", options)).description().orElseThrow();
        }
    }

    private Ears behindNat() {
        return new Ears(network.nat(VirtualNat.Kind.FULL_CONE, "203.0.113.1").host("192.168.1.10"), FULL, 440, 880);
    }

    private Ears outside(IceUse ice) {
        return new Ears(network.host(), ice, 880, 440);
    }

    private static void answersWith(Node node, Ears media) {
        node.onInvitation = invitation -> invitation.withMedia(MediaPlan.open(media, MediaLeg.Events.NONE)).accept();
    }

    private Node.Call call(Node from, Ears media, Node to, Ears there) {
        answersWith(to, there);
        Node.Call call = from.call(from.requestTo(to.uri("bob")).withMedia(MediaPlan.open(media, MediaLeg.Events.NONE)));
        time.runUntil(() -> call.session().state() == SessionState.CONFIRMED, Duration.ofSeconds(5));
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        return call;
    }

    /** Without repetitions by the transaction. */
    private List<String> invites(VirtualHost from) {
        InetSocketAddress at = from.at(5060);
        return wire.stream().filter(sent -> sent.from().equals(at)).map(CapturedDatagram::text)
                .filter(text -> text.startsWith("INVITE ")).distinct().toList();
    }

    private List<String> answers(VirtualHost from, String status) {
        InetSocketAddress at = from.at(5060);
        return wire.stream().filter(sent -> sent.from().equals(at)).map(CapturedDatagram::text)
                .filter(text -> text.startsWith("SIP/2.0 " + status) && text.contains(" INVITE\r\n")).toList();
    }

    private static List<String> candidates(String message) {
        return message.lines().filter(line -> line.startsWith("a=candidate:")).toList();
    }

    private static String place(Ears of) {
        InetSocketAddress at = of.leg.media().localAddress();
        return at.getAddress().getHostAddress() + " " + at.getPort();
    }

    /** What the far end of Alice's media reads once ICE has ended: where it was found that she is, and at whose candidate. */
    private static void assertAligned(String invite, Ears there) {
        assertThat(invite).contains(OUTSIDE).doesNotContain(INSIDE).contains("a=remote-candidates:1 " + place(there) + "\r\n");
        assertThat(candidates(invite)).hasSize(1);
        String[] words = candidates(invite).get(0).split(" ");
        assertThat(candidates(invite).get(0)).contains(" 203.0.113.1 ").contains(" typ prflx raddr 192.168.1.10 ");
        assertThat(invite).contains("m=audio " + words[5] + " ");
    }

    private void assertBothHear() {
        int[] before = ears.stream().mapToInt(one -> one.heard.heardMillis()).toArray();
        time.advance(Duration.ofSeconds(2));
        for (int i = 0; i < before.length; i++) {
            assertThat(ears.get(i).heard.heardMillis() - before[i]).as("side " + i).isGreaterThan(1_800);
        }
    }

    private void slowSignalling(int millis) {
        LinkConditions slow = LinkConditions.PERFECT.withDelay(Duration.ofMillis(millis), Duration.ofMillis(millis));
        network.link(aliceHost, bobHost, slow).link(bobHost, aliceHost, slow);
    }

    @AfterEach
    void nothingIsLeft() {
        for (Node node : List.of(alice, bob)) {
            node.stack.shards().get(0).loop().execute(() -> node.agent().sessions().forEach(InviteSession::hangup));
        }
        time.advance(Duration.ofSeconds(2));
        ears.forEach(one -> assertThat(one.engine.counts()).isEqualTo(new MediaCounts(0, 0, 0)));
        time.settle(Duration.ofMinutes(2));
        assertThat(alice.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(bob.counts()).isEqualTo(StackCounts.ZERO);
    }

    @Test
    void theCallerTellsOnceWhatWasFound() {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        Node.Call call = call(alice, near, bob, far);
        assertThat(invites(aliceHost)).hasSize(1);
        assertThat(invites(aliceHost).get(0)).contains(INSIDE);
        time.advance(Duration.ofSeconds(2));
        assertThat(invites(aliceHost)).hasSize(2);
        assertAligned(invites(aliceHost).get(1), far);
        String answer = answers(bobHost, "200").get(1);
        assertThat(candidates(answer)).hasSize(1);
        assertThat(candidates(answer).get(0)).contains(" " + place(far) + " typ host");
        assertThat(call.events().names()).endsWith("Modified");
        time.advance(Duration.ofSeconds(30));
        assertThat(invites(aliceHost)).as("no more of them").hasSize(2);
        assertThat(invites(bobHost)).isEmpty();
        assertBothHear();
    }

    /** Towards a lite agent who is called controls. */
    @Test
    void whoIsCalledAndControlsTellsToo() {
        Ears near = behindNat();
        Ears far = outside(LITE);
        far.old = true;
        call(bob, far, alice, near);
        assertThat(answers(aliceHost, "200").get(0)).contains(INSIDE);
        time.advance(Duration.ofSeconds(3));
        assertThat(invites(aliceHost)).hasSize(1);
        assertAligned(invites(aliceHost).get(0), far);
        assertThat(invites(bobHost)).hasSize(1);
        time.advance(Duration.ofSeconds(30));
        assertThat(invites(aliceHost)).hasSize(1);
        assertBothHear();
    }

    @Test
    void whoDoesNotControlTellsNothing() {
        Ears near = behindNat();
        Ears far = outside(FULL);
        near.old = true;
        far.old = true;
        call(bob, far, alice, near);
        time.advance(Duration.ofSeconds(10));
        assertThat(invites(aliceHost)).isEmpty();
        assertThat(invites(bobHost)).as("of Bob, who finds Alice where no line says that she is").hasSize(2);
        assertThat(invites(bobHost).get(1)).contains("a=remote-candidates:1 203.0.113.1 ");
        assertThat(answers(aliceHost, "200").get(1)).contains(OUTSIDE);
        assertBothHear();
    }

    /** Browsers say the second alone; who trickles goes by RFC 8445 too (RFC 8838). */
    @ParameterizedTest
    @ValueSource(strings = {"ice2", "trickle"})
    void whoKnowsIce2IsToldNothing(String said) {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        far.options = "a=ice-options:" + said + "\r\n";
        Node.Call call = call(alice, near, bob, far);
        time.advance(Duration.ofSeconds(10));
        assertThat(invites(aliceHost)).hasSize(1);
        assertThat(invites(bobHost)).isEmpty();
        assertThat(call.events().count(SessionEvent.Modified.class)).isZero();
        assertBothHear();
    }

    @Test
    void whatTheLinesSayAlreadyIsNotToldAgain() {
        Ears near = new Ears(network.host(), FULL, 440, 880);
        Ears far = outside(FULL);
        far.old = true;
        call(alice, near, bob, far);
        time.advance(Duration.ofSeconds(10));
        assertThat(invites(aliceHost)).hasSize(1);
        assertBothHear();
    }

    /** §4.4: ICE goes on as if the offer had never been made, and there is no second one. */
    @Test
    void aRefusalChangesNothing() {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        Node.Call call = call(alice, near, bob, far);
        far.refuses = true;
        time.advance(Duration.ofSeconds(30));
        assertThat(invites(aliceHost)).hasSize(2);
        assertThat(answers(bobHost, "488")).hasSize(1);
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        assertBothHear();
    }

    /** The hold is on its way while the search ends: what it says is older than what was found. */
    @Test
    void aHoldOfOursGoesFirst() {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        slowSignalling(400);
        Node.Call call = call(alice, near, bob, far);
        call.session().hold();
        time.advance(Duration.ofMillis(500));
        assertThat(invites(aliceHost)).as("no more before the hold is answered").hasSize(2);
        time.advance(Duration.ofSeconds(10));
        List<String> sent = invites(aliceHost);
        assertThat(sent).hasSize(3);
        assertThat(sent.get(1)).contains("a=sendonly", INSIDE);
        assertThat(sent.get(2)).contains("a=sendonly");
        assertAligned(sent.get(2), far);
        assertThat(answers(bobHost, "491")).isEmpty();
        assertThat(call.session().held()).isTrue();
        assertThat(bob.invitations.get(0).session().heldByRemote()).isTrue();
    }

    /** What goes out anyway after the end of the search tells it all. */
    @Test
    void aHoldOfOursThatTellsItAllIsEnough() {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        slowSignalling(400);
        Node.Call call = call(alice, near, bob, far);
        call.session().hold();
        call.session().resume();
        time.advance(Duration.ofSeconds(10));
        List<String> sent = invites(aliceHost);
        assertThat(sent).hasSize(3);
        assertThat(sent.get(2)).contains("a=sendrecv");
        assertAligned(sent.get(2), far);
        assertBothHear();
    }

    /** Both ask at once, are told to wait, and both get what they want (RFC 3261 §14.1). */
    @ParameterizedTest
    @ValueSource(ints = {0, 300, 500, 520, 560, 700})
    void aHoldOfTheirsThatCrossesIsNotLost(int after) {
        Ears near = behindNat();
        Ears far = outside(FULL);
        far.old = true;
        slowSignalling(100);
        Node.Call call = call(alice, near, bob, far);
        time.advance(Duration.ofMillis(after));
        InviteSession there = bob.invitations.get(0).session();
        if (there.state() != SessionState.CONFIRMED) {
            time.runUntil(() -> there.state() == SessionState.CONFIRMED, Duration.ofSeconds(1));
        }
        there.hold();
        time.advance(Duration.ofSeconds(20));
        assertThat(there.held()).isTrue();
        assertThat(call.session().heldByRemote()).isTrue();
        List<String> sent = invites(aliceHost);
        assertThat(sent.size()).isBetween(2, 4);
        assertAligned(sent.get(sent.size() - 1), far);
        int all = invites(aliceHost).size() + invites(bobHost).size();
        there.resume();
        time.advance(Duration.ofSeconds(20));
        assertThat(invites(aliceHost).size() + invites(bobHost).size()).as("nothing but the resume").isEqualTo(all + 1);
        assertBothHear();
    }
}
