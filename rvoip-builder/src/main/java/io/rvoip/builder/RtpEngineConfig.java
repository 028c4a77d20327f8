package io.rvoip.builder;

import io.rvoip.common.QosConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.IceUse;
import io.rvoip.session.media.VideoUse;
import io.rvoip.session.offer.EncryptedExtensions;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.util.Optional;

/**
 * Where and how media flows. Immutable.
 *
 * @param address the local address of media sockets; empty means that of the first SIP listener
 * @param ports the ports media may use
 * @param security how media is keyed
 * @param dtls who we are in DTLS-SRTP, and who has to vouch for others
 * @param srtpLibrary whose code encrypts packets
 * @param ice where media finds its way by ICE
 * @param qos how packets are marked
 * @param repair how what is lost on the way is made good
 * @param keying ways to keys that {@code security} does not have by itself
 * @param video what becomes of video in calls whose media pass through the platform
 * @param extensions whether header extensions are encrypted by themselves; empty: taken where {@code srtpLibrary} can
 */
public record RtpEngineConfig(Optional<String> address, PortRange ports, SecurityConfig security, DtlsFiles dtls,
                              SrtpLibrary srtpLibrary, IceUse ice, QosConfig qos, RepairSettings repair, KeyingConfig keying,
                              VideoUse video, Optional<EncryptedExtensions> extensions) {
    private static final PortRange DEFAULT_PORTS = new PortRange(10_000, 20_000);

    /** Ports 10000–20000, the best keying this build has, packets not marked. */
    public static RtpEngineConfig basic() {
        return new RtpEngineConfig(Optional.empty(), DEFAULT_PORTS, SecurityConfig.auto(), DtlsFiles.NONE, SrtpLibrary.OWN,
            IceUse.DEFAULT, QosConfig.off(), RepairSettings.DEFAULT, KeyingConfig.NONE,
            VideoUse.FORWARD, Optional.empty());
    }

    /** Ports 10000–20000, DTLS-SRTP, packets marked. */
    public static RtpEngineConfig secure() {
        return new RtpEngineConfig(Optional.empty(), DEFAULT_PORTS, SecurityConfig.dtlsSrtp(), DtlsFiles.NONE, SrtpLibrary.OWN,
            IceUse.DEFAULT, QosConfig.standard(), RepairSettings.DEFAULT, KeyingConfig.NONE,
            VideoUse.FORWARD, Optional.empty());
    }

    /** On another local address. */
    public RtpEngineConfig withAddress(String local) {
        return new RtpEngineConfig(Optional.of(local), ports, security, dtls, srtpLibrary, ice, qos, repair, keying, video, extensions);
    }

    /** On other ports. */
    public RtpEngineConfig withPorts(int first, int last) {
        return new RtpEngineConfig(address, new PortRange(first, last), security, dtls, srtpLibrary, ice, qos, repair, keying, video, extensions);
    }

    /** Keyed in another way. */
    public RtpEngineConfig withSecurity(SecurityConfig wish) {
        return new RtpEngineConfig(address, ports, wish, dtls, srtpLibrary, ice, qos, repair, keying, video, extensions);
    }

    /** With a certificate of ours in DTLS-SRTP, or with authorities that have to vouch for others. */
    public RtpEngineConfig withDtls(DtlsFiles files) {
        return new RtpEngineConfig(address, ports, security, files, srtpLibrary, ice, qos, repair, keying, video, extensions);
    }

    /** Encrypted by another library. */
    public RtpEngineConfig withSrtpLibrary(SrtpLibrary library) {
        return new RtpEngineConfig(address, ports, security, dtls, library, ice, qos, repair, keying, video, extensions);
    }

    /** With ICE offered to others, or with another agent or servers. */
    public RtpEngineConfig withIce(IceUse use) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, use, qos, repair, keying, video, extensions);
    }

    /** Marked in another way. */
    public RtpEngineConfig withQos(QosConfig marking) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, marking, repair, keying, video, extensions);
    }

    /** With what is lost made good in another way. */
    public RtpEngineConfig withRepair(RepairSettings settings) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, qos, settings, keying, video, extensions);
    }

    /** With MIKEY, beside the other ways or alone. */
    public RtpEngineConfig withMikey(MikeyConfig mikey) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, qos, repair, keying.withMikey(mikey),
            video, extensions);
    }

    /** With video passed on, or declined. */
    public RtpEngineConfig withVideo(VideoUse use) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, qos, repair, keying, use, extensions);
    }

    /** With an end of ZRTP here, for phones that call somebody without it. */
    public RtpEngineConfig withZrtp(ZrtpConfig zrtp) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, qos, repair, keying.withZrtp(zrtp), video,
            extensions);
    }

    /** With header extensions that are encrypted by themselves offered or taken, or not. */
    public RtpEngineConfig withEncryptedExtensions(EncryptedExtensions use) {
        return new RtpEngineConfig(address, ports, security, dtls, srtpLibrary, ice, qos, repair, keying, video,
            Optional.of(use));
    }

    /** What it comes to under a profile, before there is a side of ours in MIKEY. */
    SrtpPolicy srtp(SecurityProfile profile) {
        SrtpPolicy policy = keying.added(security.srtp(profile));
        return policy.use() == SrtpUse.OFF ? policy : policy.withExtensions(extensions.orElse(srtpLibrary.extensions()));
    }
}
