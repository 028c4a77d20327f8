package io.rvoip.api;

import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.LegInfo;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.engine.TrunkInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.SasCheck;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.LegStatistics;
import io.rvoip.session.media.RefusedMedia;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values of the engine, full and sparse. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final InetSocketAddress PHONE = new InetSocketAddress("192.0.2.7", 5060);

    private Samples() {}

    public static CallInfo call(String id) {
        return call(id, CallState.ANSWERED, NOON);
    }

    public static CallInfo call(String id, CallState state, Instant at) {
        return new CallInfo(id, "sip:alice@rvoip.test", Optional.of("sip:alice@rvoip.test"), "sip:bob@rvoip.test", state, at,
                Optional.of(at.plusSeconds(3)), List.of(measuredLeg(), freshLeg(), comparedLeg()));
    }

    public static LegInfo measuredLeg() {
        LegStatistics measured = new LegStatistics(100, 99, 1, 2, OptionalDouble.of(1.5), OptionalDouble.of(20),
                OptionalDouble.of(0.01), OptionalDouble.of(3.9), OptionalDouble.of(4.2));
        return new LegInfo("l_a", "sip:alice@rvoip.test", "abc@192.0.2.7", "tls",
                Optional.of(new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", List.of("phone.rvoip.test"))), PHONE, Optional.of("PCMU"),
                Optional.of(MediaSecurity.of("sdes", Optional.of(SrtpSuite.AEAD_AES_128_GCM), true, true)),
                Optional.of(measured),
                List.of(new RefusedMedia(NOON, "RTP/AVP", "plain RTP is refused, SRTP is required: no a=crypto")));
    }

    public static LegInfo freshLeg() {
        return new LegInfo("l_b", "sip:bob@rvoip.test", "def", "tcp", Optional.empty(), new InetSocketAddress("2001:db8::9", 40000),
                Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Whose people have compared what they see. */
    public static LegInfo comparedLeg() {
        MediaSecurity media = new MediaSecurity("zrtp", Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), Optional.empty(),
                Optional.of(new SasCheck("k7wq", true, false)), true, true);
        return new LegInfo("l_c", "sip:carol@rvoip.test", "ghi", "udp", Optional.empty(), PHONE, Optional.of("PCMU"),
                Optional.of(media), Optional.empty(), List.of());
    }

    /** An INVITE with secrets from a phone, and the one to another over TCP. */
    public static CallTrace trace(Redaction redaction) {
        InetSocketAddress us = new InetSocketAddress("192.0.2.1", 5060);
        Flow in = Flow.udp(us, PHONE);
        Flow out = new Flow(TransportProtocol.TCP, us, new InetSocketAddress("2001:db8::9", 40000), 1);
        return new CallTrace(List.of(new TracedMessage(0, NOON, false, in, invite("abc@192.0.2.7")),
                new TracedMessage(20_000_000, NOON.plusMillis(20), true, out, invite("def"))), redaction);
    }

    private static SipMessage invite(String callId) {
        String text = "INVITE sip:bob@rvoip.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nFrom: <sip:alice@rvoip.test>;tag=1\r\n"
                + "To: <sip:bob@rvoip.test>\r\nCSeq: 1 INVITE\r\nCall-ID: " + callId + "\r\nAuthorization: Digest response=\"c4n4ry\"\r\n"
                + "Content-Type: application/sdp\r\nContent-Length: 68\r\n\r\n"
                + "v=0\r\nk=clear:c4n4ry\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c4n4ry\r\n";
        return ((ParseResult.Parsed) new SipParser().parse(text.getBytes(StandardCharsets.UTF_8))).message();
    }

    public static RegistrationInfo registration(String user, String contact) {
        return new RegistrationInfo("sip:" + user + "@rvoip.test", contact, "udp", PHONE, NOON, NOON.plusSeconds(3600),
                Optional.of("phone/1"));
    }

    public static TrunkInfo trunk(String name, String registration) {
        return new TrunkInfo(name, "blue", "sip:carrier.test", "up", registration, 3, 30, 2.5);
    }

    public static CallRecord record(String id) {
        CallEnd end = CallEnd.of(EndParty.REMOTE, EndCause.REJECTED, 486, "Busy Here", NOON.plusSeconds(9))
                .withReasons(List.of(Reason.of("Q.850", 17, "busy")));
        return new CallRecord(id, "sip:alice@rvoip.test", Optional.empty(), "sip:bob@rvoip.test", NOON, Optional.empty(), end,
                Duration.ZERO, SecurityProfile.STANDARD, List.of(freshLeg(), comparedLeg()));
    }

    public static EngineEvent created(String id) {
        return new EngineEvent.CallCreated(call(id, CallState.ROUTING, NOON), NOON);
    }

    public static EngineEvent dtmf(String id, char digit) {
        return new EngineEvent.Dtmf(id, "l_a", digit, NOON);
    }

    public static EngineEvent ended(String id) {
        return new EngineEvent.CallEnded(record(id), NOON);
    }

    /** One of each kind, and of each state. */
    public static List<EngineEvent> allEvents() {
        RegistrationInfo registration = registration("alice", "sip:alice@192.0.2.7");
        return List.of(created("c_1"),
                changed(CallState.ROUTING, CallState.ROUTING),
                changed(CallState.RINGING, CallState.ROUTING),
                changed(CallState.EARLY_MEDIA, CallState.RINGING),
                changed(CallState.ANSWERED, CallState.RINGING),
                changed(CallState.HELD, CallState.ANSWERED),
                changed(CallState.ANSWERED, CallState.HELD),
                changed(CallState.ENDED, CallState.ANSWERED),
                ended("c_1"),
                new EngineEvent.CallProxied(
                        "c_2", "sip:alice@rvoip.test", "sip:bob@rvoip.test", 200, 2, Duration.ofMillis(1500), NOON),
                new EngineEvent.NoInboundMedia("c_1", "l_a", NOON),
                new EngineEvent.StreamUnkeyed("c_1", "l_a", "sip:alice@rvoip.test", "video", "ZRTP: the Hello is not the one of the description", NOON),
                new EngineEvent.MediaRefused("c_1", "l_a", "sip:alice@rvoip.test", "RTP/AVP", "plain RTP is refused, SRTP is required: no a=crypto", NOON),
                dtmf("c_1", '5'),
                new EngineEvent.Registered(registration, false, NOON),
                new EngineEvent.Registered(registration, true, NOON),
                new EngineEvent.Unregistered(registration, "expired", NOON),
                new EngineEvent.AuthenticationFailed("alice", "192.0.2.66:5060", "wrong-password", NOON),
                new EngineEvent.TrunkChanged("pstn", true, "answers OPTIONS with 200", NOON),
                new EngineEvent.TrunkChanged("pstn", false, "503 to OPTIONS", NOON),
                new EngineEvent.Certificate(new TlsEvent.Reloaded(NOON), NOON),
                new EngineEvent.Certificate(new TlsEvent.ReloadFailed("key: does not belong to the certificate"), NOON),
                new EngineEvent.Certificate(new TlsEvent.Expiring(NOON.plusSeconds(86_400)), NOON),
                new EngineEvent.AdmissionRefused("sip:alice@rvoip.test", "calls", NOON));
    }

    private static EngineEvent changed(CallState now, CallState before) {
        return new EngineEvent.CallChanged(call("c_1", now, NOON), before, NOON);
    }
}
