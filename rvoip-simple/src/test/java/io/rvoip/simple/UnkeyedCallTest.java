package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSession;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.dtls.DtlsSink;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A far end whose certificate is not the one of its description: no media, and a BYE that says why (RFC 5763 §5). */
@Timeout(60)
class UnkeyedCallTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final VirtualHost host = network.host();
    private final ScriptedSipPeer peer = ScriptedSipPeer.on(time, host, 5060);
    private final Loop loop = time.loop("peer-media");
    private final DtlsEngine engine = new DtlsEngine(DtlsSettings.DEFAULT, null, CryptoProvider.jdk(), time, Metrics.none());
    private DtlsSession session;
    private DatagramPath path;
    private String told = "";
    private String bye = "";

    private String sdp(String fingerprint) {
        String address = host.address().getHostAddress();
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n"
                + "m=audio 40000 UDP/TLS/RTP/SAVP 0\r\na=setup:passive\r\na=fingerprint:" + fingerprint + "\r\n";
    }

    private static String found(String pattern, ReceivedSip in) {
        Matcher matcher = Pattern.compile(pattern).matcher(in.text().body());
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** Waits on the port of the description, with a certificate of its own. */
    private void listen(ReceivedSip invite) {
        CertificateFingerprint theirs = CertificateFingerprint.parse(found("a=fingerprint:(.+)", invite).strip()).orElseThrow();
        int port = Integer.parseInt(found("m=audio (\\d+) UDP/TLS/RTP/SAVP", invite));
        path = host.bindNow(new InetSocketAddress(host.address(), 40_000), loop, (from, datagram, sender) -> session.received(datagram, sender));
        session = engine.open(loop,
                new DtlsParameters(DtlsSetup.PASSIVE, engine.certificate(), List.of(theirs), List.of(SrtpSuite.AEAD_AES_128_GCM), "test"),
                new DtlsSources(new InetSocketAddress(alice.host.address(), port), false), new DtlsSink() {
                    @Override
                    public void transmit(ByteBuf datagram, InetSocketAddress to) {
                        path.send(datagram, to);
                    }

                    @Override
                    public void keyed(SrtpKeys keys, CertificateFingerprint fingerprint) {
                        told = "keyed";
                    }

                    @Override
                    public void failed(boolean silent, String reason) {
                        told = reason;
                    }
                });
    }

    @Test
    void endsWithByeAndItsReason() {
        alice.builder.withSecurity(SecurityConfig.dtlsSrtp());
        alice.connect();
        Call call = alice.call("sip:bob@" + peer.hostPort(), new Heard());
        ReceivedSip invite = peer.expect("INVITE");
        listen(invite);
        String wrong = "sha-256 " + "00:".repeat(31) + "00";
        peer.respondWith(sdp(wrong), invite, 200, "OK", "Contact: <sip:bob@" + peer.hostPort() + ">", "Content-Type: application/sdp");
        peer.expect("ACK");
        peer.when("BYE", request -> {
            bye = request.header("Reason");
            peer.respond(request, 200, "OK");
        });

        until(() -> !bye.isEmpty() && !told.isEmpty());
        advance(100);

        assertThat(told).contains("the far end refused: bad_certificate");
        assertThat(bye).contains("SIP;cause=488");
        assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.MEDIA);
        assertThat(call.endReason().orElseThrow().text()).contains("the certificate is not the one of the description");
        assertThat(alice.rtpSent()).isZero();
        session.close();
        path.close();
        engine.close();
        peer.close();
    }
}
