package io.rvoip.simple;

import io.rvoip.common.QosConfig;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceConfig;
import io.rvoip.media.MediaConfig;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.session.KeepAlive;
import io.rvoip.session.PushTarget;
import io.rvoip.session.Reliability;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SessionTimers;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.dns.DnsSettings;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client is told; made by {@link ClientBuilder}, where each setting is explained, and checked as a whole
 * by {@link ClientBuilder#check}.
 *
 * @param sipUri who we are
 * @param password never printed
 * @param displayName empty for none
 * @param authUser user name for the password; null: the user part of {@code sipUri}
 * @param registrar where we register; null: the domain of {@code sipUri}
 * @param outboundProxies where everything is sent, through each of which we register; empty: where its URI says
 * @param instance URN of this phone; null: one by chance
 * @param push by which notification it is woken; null: it does not sleep
 * @param gruu whether calls give the address of this phone that the registrar gave us
 * @param registration whether we register at all
 * @param registrationExpiry the lifetime asked for
 * @param keepAlive how the way to the registrar is kept open
 * @param keepAliveInterval how often
 * @param localAddress where we listen; null: all addresses, any port
 * @param advertise the address others are told instead of our own; null for our own
 * @param networkWatch how often we look whether our addresses are still there; zero never
 * @param transport of what we send first
 * @param tls certificates and who is believed; null: what the profile asks for
 * @param webSocketPath what connections over WebSocket ask for
 * @param firstMediaPort even
 * @param lastMediaPort odd
 * @param security how media is keyed
 * @param zrtpCache file of what ZRTP remembers of far ends; null: it forgets them with the client
 * @param dtls who we are in DTLS-SRTP, and who has to vouch for far ends
 * @param ice how calls offer ICE; null: they do not, and answer offers that have it
 * @param iceLibrary whose code does so
 * @param securityProfile what the deployment insists on
 * @param media codecs and audio processing
 * @param audio what calls say and who hears them
 * @param autoAnswer how long it rings before we answer by ourselves; null: the application answers
 * @param callTimeout how long it may ring, there and here
 * @param maxCalls at the same time, both directions
 * @param mediaTimeout silence after which {@link CallEvent.NoInboundMedia} is told
 * @param hangupWithoutMedia whether the call is ended then
 * @param qos how packets are marked
 * @param repair how audio that is lost on the way is made good
 * @param traceBytes memory for the SIP messages of the latest calls; 0 keeps none
 * @param reliability whether provisional responses are acknowledged
 * @param sessionTimers whether calls are refreshed, and end when they are not
 * @param dns how host names are looked up
 */
public record ClientConfig(
        String sipUri,
        Secret password,
        String displayName,
        @Nullable String authUser,
        @Nullable String registrar,
        List<String> outboundProxies,
        @Nullable String instance,
        @Nullable PushTarget push,
        boolean gruu,
        boolean registration,
        Duration registrationExpiry,
        KeepAlive keepAlive,
        Duration keepAliveInterval,
        @Nullable InetSocketAddress localAddress,
        @Nullable String advertise,
        Duration networkWatch,
        TransportProtocol transport,
        @Nullable TlsPolicy tls,
        String webSocketPath,
        int firstMediaPort,
        int lastMediaPort,
        SecurityConfig security,
        @Nullable Path zrtpCache,
        DtlsFiles dtls,
        @Nullable IceConfig ice,
        IceLibrary iceLibrary,
        SecurityProfile securityProfile,
        MediaConfig media,
        CallAudio audio,
        @Nullable Duration autoAnswer,
        Duration callTimeout,
        int maxCalls,
        Duration mediaTimeout,
        boolean hangupWithoutMedia,
        QosConfig qos,
        RepairSettings repair,
        int traceBytes,
        Reliability reliability,
        SessionTimers sessionTimers,
        DnsSettings dns) {
    /** How TLS is spoken. */
    TlsPolicy tlsPolicy() {
        return tls == null ? TlsPolicy.of(securityProfile) : tls.atLeast(securityProfile);
    }
}
