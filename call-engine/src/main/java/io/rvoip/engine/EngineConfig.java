package io.rvoip.engine;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.FloodLimits;
import io.rvoip.engine.auth.LockoutLimits;
import io.rvoip.engine.auth.UserLimits;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.registrar.KeepAliveSettings;
import io.rvoip.engine.registrar.RegistrarSettings;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.session.Reliability;
import io.rvoip.session.SessionTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a {@link CallEngine} behaves. What it runs on is in {@link EnginePorts}. Immutable.
 *
 * @param domain name in addresses of record, and realm of our challenges
 * @param aliases other names and addresses by which users call the domain; the address a request came in at counts
 *     anyway
 * @param capacity what calls are admitted by
 * @param mode whether calls are bridged or proxied
 * @param proxy how they are proxied
 * @param mediaMode whether media passes through this platform
 * @param ringTimeout how long phones ring, 1 s to 1 h
 * @param earlyMedia what the caller hears before the answer
 * @param reliability whether provisional responses are acknowledged (RFC 3262), on each leg by itself
 * @param sessionTimers whether legs are refreshed, and end when they are not (RFC 4028), each by itself
 * @param silence what becomes of a call without incoming media
 * @param identity what phones are told of identities, and what they may not say
 * @param securityProfile what the deployment insists on, told in records; the settings that follow from it are their own
 * @param authentication how strictly senders prove who they are
 * @param flood how often the unknown may ask
 * @param perUser what one user may ask for
 * @param overload what is done when there is more than can be served
 * @param lockout what guessing passwords leads to
 * @param registrar what the registrar grants
 * @param keepAlive how phones are kept reachable
 * @param trunking the ways to the telephone network; checked by the engine, with what it runs on
 * @param product value of Server and User-Agent; empty sends neither
 * @param limits bounds
 */
public record EngineConfig(
        String domain, List<String> aliases, CapacityConfig capacity, EngineMode mode, ProxySettings proxy,
        MediaMode mediaMode, Duration ringTimeout, EarlyMedia earlyMedia, Reliability reliability,
        SessionTimers sessionTimers, SilenceRule silence, IdentitySettings identity, SecurityProfile securityProfile,
        AuthSettings authentication,
        FloodLimits flood, UserLimits perUser, OverloadSettings overload, LockoutLimits lockout, RegistrarSettings registrar,
        KeepAliveSettings keepAlive, Trunking trunking, String product, EngineLimits limits) {
    private static final Duration SHORTEST_RING = Duration.ofSeconds(1);
    private static final Duration LONGEST_RING = Duration.ofHours(1);

    /**
     * Checks everything.
     *
     * @throws ConfigurationException with all problems
     */
    public EngineConfig {
        aliases = List.copyOf(aliases);
        ValidationReport.Collector problems = ValidationReport.collect();
        requireName(problems, "domain", domain);
        for (int i = 0; i < aliases.size(); i++) {
            requireName(problems, "aliases[" + i + "]", aliases.get(i));
        }
        if (proxy.edge().domains().contains(domain.toLowerCase(Locale.ROOT))) {
            problems.add("proxy.edge.domains", domain + " is the domain of this proxy itself", "name the domains behind it");
        }
        boolean ringable = ringTimeout.compareTo(SHORTEST_RING) >= 0 && ringTimeout.compareTo(LONGEST_RING) <= 0;
        problems.require(ringable, "ringTimeout", ringTimeout + " (expected: 1 s to 1 h)", "");
        boolean oneLine = product.chars().noneMatch(c -> c < ' ' || c > '~');
        problems.require(oneLine, "product", "not one line of ASCII", "");
        problems.report().throwIfInvalid();
    }

    private static void requireName(ValidationReport.Collector problems, String field, String name) {
        try {
            Domains.of(name);
        } catch (IllegalArgumentException refused) {
            problems.add(field, "\"" + name + "\" (expected: a host name or an address)", "");
        }
    }

    /** The settings of the development profile for a domain, to be changed. */
    public static Builder builder(String domain) {
        return new Builder(domain);
    }

    /** Our names. */
    public Domains domains() {
        Domains all = Domains.of(domain);
        for (String alias : aliases) {
            all = all.withAlias(alias);
        }
        return all;
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private final String domain;
        private final List<String> aliases = new ArrayList<>();
        private CapacityConfig capacity = CapacityConfig.small();
        private EngineMode mode = EngineMode.B2BUA;
        private ProxySettings proxy = ProxySettings.DEFAULT;
        private MediaMode mediaMode = MediaMode.ANCHORED;
        private Duration ringTimeout = Duration.ofSeconds(60);
        private EarlyMedia earlyMedia = EarlyMedia.RELAY;
        private Reliability reliability = Reliability.SUPPORTED;
        private SessionTimers sessionTimers = SessionTimers.DEFAULT.withPolicy(SessionTimers.Policy.REQUEST);
        private SilenceRule silence = SilenceRule.DEFAULT;
        private IdentitySettings identity = IdentitySettings.DEFAULT;
        private SecurityProfile securityProfile = SecurityProfile.DEVELOPMENT;
        private AuthSettings authentication = AuthSettings.of(SecurityProfile.DEVELOPMENT);
        private FloodLimits flood = FloodLimits.of(SecurityProfile.DEVELOPMENT);
        private UserLimits perUser = UserLimits.of(SecurityProfile.DEVELOPMENT);
        private OverloadSettings overload = OverloadSettings.DEFAULT;
        private LockoutLimits lockout = LockoutLimits.of(SecurityProfile.DEVELOPMENT);
        private RegistrarSettings registrar = RegistrarSettings.DEFAULT;
        private KeepAliveSettings keepAlive = KeepAliveSettings.DEFAULT;
        private Trunking trunking = Trunking.NONE;
        private String product = "RVOIP";
        private EngineLimits limits = EngineLimits.DEFAULT;

        private Builder(String domain) {
            this.domain = domain;
        }

        /** Another name or address of the domain. */
        public Builder withAlias(String name) {
            aliases.add(name);
            return this;
        }

        public Builder withCapacity(CapacityConfig value) {
            capacity = value;
            return this;
        }

        /** Bridge calls, or proxy them. */
        public Builder withMode(EngineMode value) {
            mode = value;
            return this;
        }

        /** How the engine is a proxy, when it is one. */
        public Builder withProxy(ProxySettings value) {
            proxy = value;
            return this;
        }

        public Builder withMediaMode(MediaMode value) {
            mediaMode = value;
            return this;
        }

        /** How long phones ring, 1 s to 1 h; 60 s unless set. */
        public Builder withRingTimeout(Duration value) {
            ringTimeout = value;
            return this;
        }

        public Builder withEarlyMedia(EarlyMedia value) {
            earlyMedia = value;
            return this;
        }

        /** Whether provisional responses are acknowledged; where the far end can, unless set. */
        public Builder withReliability(Reliability value) {
            reliability = value;
            return this;
        }

        /** Whether legs are refreshed; every one each half hour, unless set. */
        public Builder withSessionTimers(SessionTimers value) {
            sessionTimers = value;
            return this;
        }

        public Builder withSilence(SilenceRule value) {
            silence = value;
            return this;
        }

        /** What phones are told of identities. */
        public Builder withIdentity(IdentitySettings value) {
            identity = value;
            return this;
        }

        /** Authentication, and the limits of strangers, users and guesses, of a profile. */
        public Builder withSecurityProfile(SecurityProfile profile) {
            securityProfile = profile;
            authentication = AuthSettings.of(profile);
            flood = FloodLimits.of(profile);
            perUser = UserLimits.of(profile);
            lockout = LockoutLimits.of(profile);
            return this;
        }

        public Builder withAuthentication(AuthSettings value) {
            authentication = value;
            return this;
        }

        public Builder withFlood(FloodLimits value) {
            flood = value;
            return this;
        }

        public Builder withPerUser(UserLimits value) {
            perUser = value;
            return this;
        }

        /** What is done when there is more than can be served. */
        public Builder withOverload(OverloadSettings value) {
            overload = value;
            return this;
        }

        public Builder withLockout(LockoutLimits value) {
            lockout = value;
            return this;
        }

        public Builder withRegistrar(RegistrarSettings value) {
            registrar = value;
            return this;
        }

        public Builder withKeepAlive(KeepAliveSettings value) {
            keepAlive = value;
            return this;
        }

        /** The ways to the telephone network; none unless set. */
        public Builder withTrunking(Trunking value) {
            trunking = value;
            return this;
        }

        /** What we call ourselves in Server and User-Agent; empty for nothing. */
        public Builder withProduct(String value) {
            product = value;
            return this;
        }

        public Builder withLimits(EngineLimits value) {
            limits = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws ConfigurationException with all problems
         */
        public EngineConfig build() {
            return new EngineConfig(
                    domain, aliases, capacity, mode, proxy, mediaMode, ringTimeout, earlyMedia, reliability, sessionTimers,
                    silence, identity, securityProfile, authentication, flood, perUser, overload, lockout, registrar,
                    keepAlive, trunking, product, limits);
        }
    }
}
