package io.rvoip.simple;

import io.netty.util.NetUtil;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.media.Capabilities;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.MediaLimits;
import io.rvoip.media.MediaPlan;
import io.rvoip.media.MediaSessionSettings;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.transport.MediaPortSettings;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpCacheFile;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.IcePort;
import io.rvoip.session.media.IceServers;
import io.rvoip.session.media.IceUse;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.sip.transport.dns.DnsLookup;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From a configuration to the media of a client. */
final class ClientMedia {
    /** Far ends whose secrets are kept. */
    private static final int REMEMBERED = 1000;

    private ClientMedia() {}

    static MediaPlan plan(ClientConfig config) {
        return Capabilities.thisBuild().plan(config.media());
    }

    static MediaEngine engine(ClientConfig config, Wiring wiring, IceInterfaces interfaces, Loop loop) {
        MediaEngine.Builder engine = MediaEngine.on(List.of(loop), wiring::ids)
                .withSrtp(srtp(config))
                .withInterfaces(interfaces)
                .withLimits(MediaLimits.DEFAULT.withMaxSessions(2 * config.maxCalls()));
        wiring.relays().ifPresent(engine::withRelayConnections);
        wiring.connections().ifPresent(engine::withConnections);
        config.iceLibrary().open(wiring.island()).ifPresent(engine::withIce);
        if (config.security().srtp(config.securityProfile()).overDtls()) {
            engine.withDtls(new DtlsEngine(config.dtls().applyTo(DtlsSettings.DEFAULT), config.dtls().read(CryptoProvider.jdk()).orElse(null),
                    CryptoProvider.jdk(), loop.time(), Metrics.none()));
        }
        if (config.security().srtp(config.securityProfile()).overZrtp()) {
            engine.withZrtp(zrtp(config, wiring, loop));
        }
        if (config.localAddress() == null) {
            engine.withPorts(ports(config, wiring, Listening.ANY_IPV4));
            engine.withIpv6Ports(ports(config, wiring, Listening.ANY_IPV6));
        } else {
            InetAddress local = config.localAddress().getAddress();
            MediaPorts ports = ports(config, wiring, local);
            if (local instanceof Inet6Address) {
                engine.withIpv6Ports(ports);
            } else {
                engine.withPorts(ports);
            }
        }
        return engine.build();
    }

    private static SrtpPolicy policy(ClientConfig config, Wiring wiring, TimeSource time) {
        SrtpPolicy policy = config.security().srtp(config.securityProfile());
        return mikey(config).map(ours -> policy.withMikey(new MikeyEndpoint(ours, CryptoProvider.jdk(), time, Metrics.none(), wiring.island()))).orElse(policy);
    }

    /** Our side of MIKEY, where media is keyed by it; what is wrong with it is thrown with the name of the field. */
    static Optional<MikeySettings> mikey(ClientConfig config) {
        String identity = Account.addressOfRecord(config.sipUri()).toString();
        if (config.security() instanceof SecurityConfig.MikeyPsk psk) {
            return Optional.of(MikeySettings.psk(identity, psk.key()));
        }
        return config.security() instanceof SecurityConfig.MikeyPke pke ? Optional.of(pke.settings(identity)) : Optional.empty();
    }

    private static ZrtpEngine zrtp(ClientConfig config, Wiring wiring, Loop loop) {
        ZrtpAlgorithms algorithms = ZrtpAlgorithms.preferring(SrtpPolicy.suites(config.securityProfile()));
        Path file = config.zrtpCache();
        if (file == null) {
            return new ZrtpEngine(Zid.random(wiring.ids()), new MemoryZrtpCache(REMEMBERED), algorithms, CryptoProvider.jdk(),
                    wiring.island(), loop.time(), Metrics.none());
        }
        ZrtpCacheFile cache = ZrtpCacheFile.open(file, REMEMBERED, wiring.ids(), loop.time(), wiring.island());
        return new ZrtpEngine(cache.zid(), cache, algorithms, CryptoProvider.jdk(), wiring.island(), loop.time(),
                Metrics.none());
    }

    private static SrtpEngine srtp(ClientConfig config) {
        SrtpEngine own = SrtpEngine.own(CryptoProvider.jdk());
        return config.security() instanceof SecurityConfig.None ? own : own.warmedUp();
    }

    private static MediaPorts ports(ClientConfig config, Wiring wiring, InetAddress address) {
        MediaPortSettings range =
                MediaPortSettings.of(address, config.firstMediaPort(), config.lastMediaPort());
        return new MediaPorts(range, wiring.mediaSockets(), wiring.ids(), Metrics.none());
    }

    private static IceUse ice(ClientConfig config) {
        IceUse answering = new IceUse(IceUse.Offer.NEVER, IceUse.Kind.FULL, IceConfig.FULL, IcePort.OWN);
        return config.ice() == null
                ? answering
                : answering.withConfig(config.ice()).withOffer(IceUse.Offer.ALWAYS);
    }

    /** @param names finds servers of ICE, on {@code loop} */
    static RtpMediaPort port(ClientConfig config, MediaPlan plan, MediaEngine engine, Wiring wiring, DnsLookup names, Loop loop) {
        MediaSessionSettings session = MediaSessionSettings.of(config.securityProfile())
                .withQuality(plan.quality())
                .withInboundTimeout(config.mediaTimeout())
                .withRepair(config.repair());
        RtpMediaSettings settings = RtpMediaSettings.DEFAULT
                .withCodecs(plan.audioCodecs())
                .withSrtp(policy(config, wiring, engine.pickLoop().time()))
                .withIce(ice(config))
                .withPacketTime(Duration.ofMillis(plan.quality().ptimeMillis()))
                .withSession(session);
        if (config.advertise() != null) {
            settings = settings.withAdvertise(
                    List.of(NetUtil.createInetAddressFromIpAddressString(config.advertise())));
        }
        return new RtpMediaPort(engine, settings, wiring.ids(), IceServers.dns(names, loop, Metrics.none()));
    }
}
