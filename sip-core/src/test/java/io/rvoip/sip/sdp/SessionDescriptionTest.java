package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
    private static final InetAddress LOCAL = address("192.0.2.7");
    private static final Media AUDIO = Media.builder("audio", 40000, "RTP/AVP")
            .withRtpMap(RtpMap.of(0, "PCMU", 8000))
            .withRtpMap(RtpMap.of(101, "telephone-event", 8000))
            .withFmtp(new Fmtp("101", "0-15"))
            .withPtime(20)
            .withDirection(Direction.SENDRECV)
            .build();

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static SessionDescription.Builder offer() {
        return SessionDescription.builder(Origin.of(42, LOCAL)).withConnection(Connection.of(LOCAL));
    }

    @Test
    void writesAnOffer() {
        assertThat(offer().withMedia(AUDIO).build()).hasToString("""
                v=0\r
                o=- 42 1 IN IP4 192.0.2.7\r
                s=-\r
                c=IN IP4 192.0.2.7\r
                t=0 0\r
                m=audio 40000 RTP/AVP 0 101\r
                a=rtpmap:0 PCMU/8000\r
                a=rtpmap:101 telephone-event/8000\r
                a=fmtp:101 0-15\r
                a=ptime:20\r
                a=sendrecv\r
                """);
    }

    @Test
    void writesAnIpv6Offer() {
        InetAddress v6 = address("2001:db8::1");
        SessionDescription offer = SessionDescription.builder(Origin.of(1, v6)).withConnection(Connection.of(v6)).build();

        assertThat(offer.toString()).contains("o=- 1 1 IN IP6 2001:db8::1\r\n", "c=IN IP6 2001:db8::1\r\n");
        assertThat(offer.connection().orElseThrow().inetAddress()).contains(v6);
    }

    @Test
    void encodesAsUtf8() {
        SessionDescription session = offer().withName("Grüße").build();
        ByteBuf out = Unpooled.buffer();
        session.writeTo(out);

        assertThat(session.encode()).isEqualTo(session.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(session.toString());
        assertThat(SdpParser.parse(session.encode()).description()).contains(session);
    }

    @Test
    void directionIsTheMediasElseTheSessionsElseBoth() {
        Media plain = AUDIO.toBuilder().withoutAttribute("sendrecv").build();
        SessionDescription held = offer().withDirection(Direction.INACTIVE).withMedia(plain).build();

        assertThat(held.directionOf(plain)).isEqualTo(Direction.INACTIVE);
        assertThat(held.directionOf(AUDIO)).isEqualTo(Direction.SENDRECV);
        assertThat(offer().build().directionOf(plain)).isEqualTo(Direction.SENDRECV);
    }

    @Test
    void connectionIsTheMediasElseTheSessions() {
        Connection own = Connection.of(address("192.0.2.99"));
        Media elsewhere = AUDIO.toBuilder().withConnection(own).build();
        SessionDescription session = offer().build();

        assertThat(session.connectionOf(elsewhere)).contains(own);
        assertThat(session.connectionOf(AUDIO)).contains(Connection.of(LOCAL));
        assertThat(session.toBuilder().withoutConnection().build().connectionOf(AUDIO)).isEmpty();
    }

    @Test
    void rtcpIsThePortAboveUnlessWritten() {
        SessionDescription session = offer().build();
        Media named = AUDIO.toBuilder().withAttribute("rtcp", "53020 IN IP4 192.0.2.50").build();
        Media ported = AUDIO.toBuilder().withAttribute("rtcp", "53020").build();
        Media broken = AUDIO.toBuilder().withAttribute("rtcp", "1 IN IP7 X").build();

        assertThat(session.rtcpOf(AUDIO)).contains(new RtcpAddress(40001, Connection.of(LOCAL)));
        assertThat(session.rtcpOf(ported)).contains(new RtcpAddress(53020, Connection.of(LOCAL)));
        assertThat(session.rtcpOf(named)).contains(new RtcpAddress(53020, Connection.of(address("192.0.2.50"))));
        assertThat(session.rtcpOf(broken)).hasValueSatisfying(rtcp -> assertThat(rtcp.port()).isEqualTo(1));
        assertThat(session.rtcpOf(AUDIO.toBuilder().withPort(65535).build())).isEmpty();
        assertThat(session.rtcpOf(AUDIO.toBuilder().withPort(0).build())).isEmpty();
        assertThat(new RtcpAddress(5, Connection.of(LOCAL)).toAttribute()).hasToString("rtcp:5 IN IP4 192.0.2.7");
    }

    @Test
    void groupsNameMedia() {
        Group bundle = new Group("BUNDLE", List.of("a", "v"));
        Media audio = AUDIO.toBuilder().withAttribute("mid", "a").build();
        SessionDescription session = offer().withGroup(bundle).withAttribute("group", "LS").withMedia(audio).build();

        assertThat(session.groups()).containsExactly(bundle, new Group("LS", List.of()));
        assertThat(session.byMid("a")).contains(audio);
        assertThat(session.byMid("v")).isEmpty();
    }

    @Test
    void findsTheFirstMediaNotDeclined() {
        Media declined = AUDIO.toBuilder().withPort(0).build();
        SessionDescription session = offer().withMedia(declined).withMedia(AUDIO).build();

        assertThat(session.firstActive("audio")).contains(AUDIO);
        assertThat(session.firstActive("video")).isEmpty();
    }

    @Test
    void changesThroughItsBuilder() {
        SessionDescription first = offer().withMedia(AUDIO).withInfo("i").withUri("u").withEmail("e").withPhone("p")
                .withTime(new Timing(1, 2, List.of(), List.of())).withBandwidth(new Bandwidth("AS", 64)).build();
        SessionDescription second = first.toBuilder().withOrigin(first.origin().next())
                .withMedia(List.of(AUDIO.toBuilder().withDirection(Direction.SENDONLY).build()))
                .withBandwidth(new Bandwidth("AS", 32)).build();

        assertThat(first.toBuilder().build()).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(second).isNotEqualTo(first);
        assertThat(second.origin().version()).isEqualTo(2);
        assertThat(second.origin().sameSession(first.origin())).isTrue();
        assertThat(second.media().get(0).direction()).contains(Direction.SENDONLY);
        assertThat(second.bandwidths()).containsExactly(new Bandwidth("AS", 32));
    }

    @Test
    void refusesWhatWouldForgeLines() {
        SessionDescription.Builder builder = offer();

        assertThatThrownBy(() -> builder.withName("x\r\na=evil")).hasMessageContaining("s=");
        assertThatThrownBy(() -> builder.withInfo("x\ny")).hasMessageContaining("i=");
        assertThatThrownBy(() -> builder.withAttribute("x", "1\r\na=y")).hasMessageContaining("a=x");
        assertThatThrownBy(() -> builder.withAttribute("x y")).hasMessageContaining("attribute");
        assertThatThrownBy(() -> builder.withEmail("")).hasMessageContaining("e=");
        assertThatThrownBy(() -> new OtherLine('m', "x")).hasMessageContaining("line type");
        assertThatThrownBy(() -> new Bandwidth("A S", 1)).hasMessageContaining("bandwidth type");
    }
}
