package io.rvoip.presets;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.MikeyConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.SrtpLibrary;
import io.rvoip.builder.UserConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.ZrtpConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.session.SecurityConfig;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What every office of phones can be told. Not thread-safe.
 *
 * @param <B> the builder's own type
 */
public abstract class OfficeBuilder<B extends OfficeBuilder<B>> {
    private final String domain;
    private final List<UserConfig> users = new ArrayList<>();
    private final List<TrunkConfig> trunks = new ArrayList<>();
    private NumberPlan numbers = NumberPlan.PLUS_ONLY;
    private SipStackConfig sip = SipStackConfig.custom();
    private @Nullable SecurityProfile profile;
    private @Nullable String advertise;
    private @Nullable ApiServerConfig api;
    private @Nullable SecurityConfig keying;
    private @Nullable MikeyConfig mikey;
    private @Nullable ZrtpConfig zrtp;
    private @Nullable SrtpLibrary srtpLibrary;
    private @Nullable Path audit;
    private int firstPort;
    private int lastPort;

    OfficeBuilder(String domain) {
        this.domain = domain;
    }

    abstract B self();

    /** The policy behind this office, with the profile it has by itself. */
    abstract DeploymentConfig deployment();

    /** What this kind of office has beside what all of them have. */
    void furnish(VoipPlatform.Builder platform) {}

    /** Problems of this kind of office that the platform itself cannot see. */
    abstract ValidationReport ownProblems();

    /** The profile the caller chose. */
    Optional<SecurityProfile> chosenProfile() {
        return Optional.ofNullable(profile);
    }

    /** A user with a password, or a reference to one ({@code ref:env:NAME}). */
    public B withUser(String name, String password) {
        users.add(UserConfig.of(name, password));
        return self();
    }

    /** A user of whom more is known, as the certificate of their phones. */
    public B withUser(UserConfig user) {
        users.add(user);
        return self();
    }

    /** A way to the telephone network; those of carriers given earlier are tried first. */
    public B withTrunk(TrunkConfig trunk) {
        trunks.add(trunk);
        return self();
    }

    /** How numbers are dialled; only with {@code +} unless set. */
    public B withNumbers(NumberPlan plan) {
        numbers = plan;
        return self();
    }

    /** Another profile than the policy's own, as {@link SecurityProfile#DEVELOPMENT} on loopback. */
    public B withSecurityProfile(SecurityProfile floor) {
        profile = floor;
        return self();
    }

    /** Another listener than the profile's, as in {@code udp://127.0.0.1:5060}; may be called again. */
    public B withListen(String address) {
        sip = sip.withListen(address);
        return self();
    }

    /** Certificates for the secure listeners, and who is believed. */
    public B withTls(TlsPolicy policy) {
        sip = sip.withTls(policy);
        return self();
    }

    /** Ports for media, both ends included. */
    public B withMediaPorts(int first, int last) {
        firstPort = first;
        lastPort = last;
        return self();
    }

    /** How media is keyed; the best this build has, unless set. */
    public B withSecurity(SecurityConfig media) {
        keying = media;
        return self();
    }

    /** With MIKEY, beside the other ways to keys or alone. */
    public B withMikey(MikeyConfig ours) {
        mikey = ours;
        return self();
    }

    /** With an end of ZRTP here, for phones that call somebody without it. */
    public B withZrtp(ZrtpConfig ours) {
        zrtp = ours;
        return self();
    }

    /** Whose code encrypts media; ours, unless set. */
    public B withSrtpLibrary(SrtpLibrary library) {
        srtpLibrary = library;
        return self();
    }

    /** The address others see, where it differs from the local one. */
    public B withAdvertise(String address) {
        advertise = address;
        return self();
    }

    /** With the HTTP interface. */
    public B withApiServer(ApiServerConfig server) {
        api = server;
        return self();
    }

    /** Writes down who did what; profiles other than development insist on it. */
    public B withAudit(Path file) {
        audit = file;
        return self();
    }

    /** The platform this office comes to, for settings that are not here. */
    public VoipPlatform.Builder platform() {
        DeploymentConfig policy = deployment();
        VoipPlatform.Builder builder = policy.platform(domain).withSecurityProfile(chosenProfile().orElse(policy.security()));
        if (!sip.listen().isEmpty() || sip.tls().isPresent()) {
            builder.withSipStack(sip);
        }
        if (lastPort > 0) {
            builder.withRtpEngine(builder.config().rtp().withPorts(firstPort, lastPort));
        }
        if (keying != null) {
            builder.withRtpEngine(builder.config().rtp().withSecurity(keying));
        }
        if (mikey != null) {
            builder.withRtpEngine(builder.config().rtp().withMikey(mikey));
        }
        if (zrtp != null) {
            builder.withRtpEngine(builder.config().rtp().withZrtp(zrtp));
        }
        if (srtpLibrary != null) {
            builder.withRtpEngine(builder.config().rtp().withSrtpLibrary(srtpLibrary));
        }
        if (advertise != null) {
            builder.withAdvertise(advertise);
        }
        if (api != null) {
            builder.withApiServer(api);
        }
        if (audit != null) {
            builder.withAudit(AuditSettings.in(audit));
        }
        users.forEach(builder::withUser);
        trunks.forEach(builder.withNumbers(numbers)::withTrunk);
        furnish(builder);
        return builder;
    }

    /**
     * Starts the office. Completes when phones can register.
     *
     * @throws io.rvoip.common.ConfigurationException with all problems: every control the profile demands and this build
     *     lacks is named, never silently left out
     */
    public CompletionStage<RunningPbx> start() {
        VoipPlatform.Builder builder = platform();
        ValidationReport.collect().include(ownProblems()).include(builder.config().validate()).report().throwIfInvalid();
        VoipPlatform platform = builder.build();
        return platform.start().thenApply(started -> new RunningPbx(platform));
    }
}
