package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaException;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening legs, and what stands in the way. */
class RtpMediaPortTest {
    private final MediaPair pair = MediaPair.of();
    private final MediaPair.Side near = pair.near;

    @Test
    void describesItsCodecsAndPorts() {
        SessionDescription offer = offer(near.leg);

        assertThat(offer.media().get(0).payloadTypes()).containsExactly(0, 8, 101);
        assertThat(offer.media().get(0).port()).isEqualTo(near.leg.media().localAddress().getPort());
        assertThat(offer.connectionOf(offer.media().get(0)).orElseThrow().inetAddress())
                .contains(near.host.address());
        assertThat(near.leg.media().localRtcpAddress().getPort()).isEqualTo(offer.media().get(0).port() + 1);
        pair.closeAndFindNothing();
    }

    @Test
    void takesTheFamilyOfTheSignalling() {
        InetAddress six = near.host.at6(1).getAddress();

        RtpMediaLeg byLocal = near.open(LegRequest.of("six", near.signalling, six, near.told));
        RtpMediaLeg byRemote =
                near.open(LegRequest.of("six", near.signalling, address("0.0.0.0"), near.told).withSignalledFrom(six));

        assertThat(offer(byLocal).toString()).contains("c=IN IP6 " + six.getHostAddress().replaceAll("(:0)+:", "::"));
        assertThat(byRemote.media().localAddress().getAddress()).isEqualTo(six);
        byLocal.close();
        byRemote.close();
        pair.closeAndFindNothing();
    }

    @Test
    void advertisesTheConfiguredAddress() {
        RtpMediaPort port = port(RtpMediaSettings.DEFAULT.withAdvertise(
                List.of(address("2001:db8::7"), address("203.0.113.7"))));
        var opened = port.openRtp(near.request()).toCompletableFuture();
        pair.time.runReady();

        SessionDescription offer = offer(opened.join());

        assertThat(offer.toString()).contains("c=IN IP4 203.0.113.7\r\n").contains("o=- ");
        opened.join().close();
        pair.closeAndFindNothing();
    }

    @Test
    void choosesAnAddressThatCanBeReached() {
        InetAddress any = address("0.0.0.0");
        InetAddress bound = address("192.0.2.1");
        InetAddress signalling = address("192.0.2.2");

        assertThat(OwnAddress.choose(List.of(), bound, signalling)).isEqualTo(bound);
        assertThat(OwnAddress.choose(List.of(), any, signalling)).isEqualTo(signalling);
        assertThat(OwnAddress.choose(List.of(address("2001:db8::1")), any, signalling)).isEqualTo(signalling);
        assertThat(OwnAddress.choose(List.of(address("203.0.113.1")), bound, signalling))
                .isEqualTo(address("203.0.113.1"));
        assertThatThrownBy(() -> OwnAddress.choose(List.of(), any, any))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("advertise");
    }

    @Test
    void refusesCodecsItDoesNotHaveByName() {
        assertThatThrownBy(() -> near.port.open(near.request().withCodecs(List.of("PCMU", "opus"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("codecs: opus (expected: [PCMU/8000, PCMA/8000])");
        assertThatThrownBy(() -> near.leg.codecs(List.of("G729"))).isInstanceOf(IllegalArgumentException.class);
        pair.closeAndFindNothing();
    }

    @Test
    void aNameMayCarryItsClock() {
        List<AudioCodec> codecs = Codecs.builtIn().all();
        CodecList list = new CodecList(RtpMediaSettings.DEFAULT.withCodecs(codecs));

        assertThat(list.capabilities(List.of("L16/16000", "pcma")).formats())
                .extracting(Object::toString)
                .containsExactly("L16/16000", "PCMA/8000");
        assertThat(list.capabilities(List.of("L16")).formats()).hasSize(4);
        assertThat(list.capabilities(List.of()).formats()).hasSize(codecs.size());
    }

    @Test
    void saysWhenNoPortIsLeftAndGoesOnWhenOneIs() {
        List<RtpMediaLeg> legs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            legs.add(near.open(near.request()));
        }

        assertThat(near.failure(near.port, near.request()))
                .isInstanceOf(MediaException.class)
                .hasMessageStartingWith("call-1: ");

        legs.forEach(RtpMediaLeg::close);
        pair.advance(6_000);
        near.open(near.request()).close();
        pair.closeAndFindNothing();
    }

    @Test
    void aClosedEngineIsAFailureOfItsLegs() {
        near.engine.close();
        pair.time.runReady();

        assertThat(near.told.events).containsExactly("failed: the media engine was closed");
        assertThat(near.failure(near.port, near.request())).isInstanceOf(MediaException.class);
        pair.closeAndFindNothing();
    }

    @Test
    void settingsValidateThemselves() {
        RtpMediaSettings good = RtpMediaSettings.DEFAULT;

        assertThatThrownBy(() -> good.withCodecs(List.of())).hasMessageContaining("codecs: none");
        assertThatThrownBy(() -> good.withAdvertise(List.of(address("0.0.0.0")))).hasMessageContaining("no wildcard");
        assertThatThrownBy(() -> good.withAdvertise(List.of(address("192.0.2.1"), address("192.0.2.2"))))
                .hasMessageContaining("one of each family");
    }

    private RtpMediaPort port(RtpMediaSettings settings) {
        return new RtpMediaPort(near.engine, settings, new SeededIds(9));
    }

    private static SessionDescription offer(RtpMediaLeg leg) {
        return MediaPair.text(leg.offer(OfferKind.INITIAL).toCompletableFuture().join());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
