package io.rvoip.presets;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.SecurityProfile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deployments ready made, each a policy: a size, a security profile and a set of features. What a profile demands and
 * this build lacks keeps a preset from starting; what a feature set merely contains and this build lacks is listed as
 * missing.
 */
public final class Presets {
    private static final Map<String, Supplier<DeploymentConfig>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("small-office", Presets::smallOffice);
        BY_NAME.put("enterprise", Presets::enterprise);
        BY_NAME.put("mobile-app", Presets::mobileApp);
        BY_NAME.put("webrtc-platform", Presets::webrtcPlatform);
        BY_NAME.put("contact-center", Presets::contactCenter);
        BY_NAME.put("healthcare", Presets::healthcare);
        BY_NAME.put("financial", Presets::financial);
        BY_NAME.put("development", Presets::development);
    }

    private Presets() {}

    /** 100 users, 50 calls, profile standard. */
    public static DeploymentConfig smallOffice() {
        return production("Small office", CapacityConfig.small(), SecurityProfile.STANDARD, FeatureSet.standard());
    }

    /** 50,000 users, 25,000 calls, profile enterprise, every feature. */
    public static DeploymentConfig enterprise() {
        return production("Enterprise", CapacityConfig.enterprise(), SecurityProfile.ENTERPRISE, FeatureSet.full());
    }

    /** 10,000 users, 5,000 calls, profile standard, the features of a mobile application. */
    public static DeploymentConfig mobileApp() {
        return production("Mobile app", CapacityConfig.large(), SecurityProfile.STANDARD, FeatureSet.mobile());
    }

    /** 10,000 users, 5,000 calls, profile standard, every feature, for browsers: SIP over WebSocket and the page to phone with. */
    public static DeploymentConfig webrtcPlatform() {
        return production("WebRTC platform", CapacityConfig.large(), SecurityProfile.STANDARD, FeatureSet.full())
            .toBuilder().withNetwork(NetworkConfig.standard().withBrowsers(true)).build();
    }

    /** 50,000 users, 25,000 calls, profile high-security, with recording and conferences. */
    public static DeploymentConfig contactCenter() {
        return production("Contact center", CapacityConfig.enterprise(), SecurityProfile.HIGH_SECURITY,
            FeatureSet.standard().withRecording(true).withConferencing(true));
    }

    /** 1,000 users, 500 calls, profile high-security, with recording and without file transfer. */
    public static DeploymentConfig healthcare() {
        return production("Healthcare", CapacityConfig.medium(), SecurityProfile.HIGH_SECURITY,
            FeatureSet.standard().withRecording(true).withFileTransfer(false));
    }

    /** 10,000 users, 5,000 calls, profile government, with recording. */
    public static DeploymentConfig financial() {
        return production("Financial", CapacityConfig.large(), SecurityProfile.GOVERNMENT, FeatureSet.standard().withRecording(true));
    }

    /** 100 users, 50 calls, on loopback, open: for developers. */
    public static DeploymentConfig development() {
        return new DeploymentConfig("Development", Environment.DEVELOPMENT, CapacityConfig.small(), SecurityProfile.DEVELOPMENT,
            NetworkConfig.standard(), FeatureSet.full());
    }

    /** The preset of that name in kebab case, as on the command line: {@code small-office}. */
    public static Optional<DeploymentConfig> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name)).map(Supplier::get);
    }

    /** All names, in the order above. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(BY_NAME.keySet());
    }

    private static DeploymentConfig production(String name, CapacityConfig capacity, SecurityProfile security, FeatureSet features) {
        return new DeploymentConfig(name, Environment.PRODUCTION, capacity, security, NetworkConfig.standard(), features);
    }
}
