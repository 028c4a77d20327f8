package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.testing.RtpStream;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Phones keep their way to a media port open with STUN (RFC 6263 §4.7); whoever floods it gets little. */
class StunKeepAliveTest {
    private final MediaLab lab = new MediaLab(11);
    private final MediaLab.Party pbx = lab.party("pbx");
    private MediaSession leg;
    private RtpStream phone;

    @BeforeEach
    void open() {
        leg = pbx.open(MediaEvents.NONE);
        VirtualHost host = lab.network.host();
        phone = RtpStream.on(lab.time, host, host.at(4000));
    }

    @AfterEach
    void nothingIsLeft() {
        phone.close();
        lab.closeAndFindNothing();
    }

    private static byte[] bytes(StunMessage message) {
        ByteBuf encoded = message.encode();
        byte[] all = new byte[encoded.readableBytes()];
        encoded.readBytes(all);
        return all;
    }

    private static StunMessage binding() {
        return StunMessage.bindingRequest(new TransactionId(7, 42)).build();
    }

    private static StunMessage parsed(byte[] raw) {
        StunResult result = new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(raw));
        return ((StunResult.Parsed) result).message();
    }

    private List<byte[]> answersTo(InetSocketAddress port, byte[] request) {
        phone.to(port).sendRaw(request);
        lab.advance(1);
        return phone.others();
    }

    @Test
    void bindingIsAnsweredWithTheAddressItCameFrom() {
        StunMessage answer = parsed(answersTo(leg.localAddress(), bytes(binding())).get(0));
        assertThat(answer.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(answer.transactionId()).isEqualTo(new TransactionId(7, 42));
        assertThat(answer.attribute(StunAttribute.XorMappedAddress.class).orElseThrow().address())
                .isEqualTo(phone.address());
        assertThat(pbx.metrics.count("rvoip_media_stun_total", "outcome", "answered")).isEqualTo(1);
    }

    @Test
    void isAnsweredFromTheRtcpPortToo() {
        assertThat(answersTo(leg.localRtcpAddress(), bytes(binding()))).hasSize(1);
        assertThat(lab.wire.get(lab.wire.size() - 1).from()).isEqualTo(leg.localRtcpAddress());
    }

    @Test
    void whatIsNoBindingRequestIsDroppedAndCounted() {
        answersTo(leg.localAddress(), new byte[] {0, 1, 0, 0});
        answersTo(leg.localAddress(), bytes(StunMessage.builder(StunClass.INDICATION, 1, new TransactionId(1, 1)).build()));
        byte[] badCookie = bytes(binding());
        badCookie[4] = 0;
        assertThat(answersTo(leg.localAddress(), badCookie)).isEmpty();
        assertThat(pbx.metrics.count("rvoip_media_stun_total", "outcome", "dropped")).isEqualTo(3);
    }

    @Test
    void floodGetsNoMoreThanTheRateAllows() {
        for (int i = 0; i < 1000; i++) {
            phone.to(leg.localAddress()).sendRaw(bytes(binding()));
        }
        lab.advance(100);
        assertThat(phone.others()).hasSizeBetween(1, 25);
        lab.advance(5000);
        int before = phone.others().size();
        assertThat(answersTo(leg.localAddress(), bytes(binding()))).as("later it may again").hasSize(before + 1);
    }

    @Test
    void legThatIsClosedSaysNothing() {
        InetSocketAddress port = leg.localAddress();
        leg.close();
        lab.advance(1);
        assertThat(answersTo(port, bytes(binding()))).isEmpty();
    }
}
