package io.rvoip.builder;

import io.rvoip.api.WebPhone;
import io.rvoip.common.Feature;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.engine.EngineMode;
import io.rvoip.session.media.VideoUse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What this build has, in one place: the rules refuse by it, and what is left out is listed by it. */
final class BuiltParts {
    /** What every platform has, whatever it is told. */
    static final Set<Feature> FEATURES = EnumSet.of(Feature.VOICE, Feature.CALL_CONTROL);

    private BuiltParts() {}

    /** What a platform of this configuration has. */
    static Set<Feature> features(PlatformConfig config) {
        Set<Feature> features = EnumSet.copyOf(FEATURES);
        if (config.rtp().video() == VideoUse.FORWARD) {
            features.add(Feature.VIDEO);
        }
        return features;
    }

    /** Controls a profile always needs and this build lacks: with any of them a platform does not start. */
    static List<String> missingControls(PlatformConfig config) {
        List<String> missing = new ArrayList<>();
        if (config.securityProfile() == SecurityProfile.GOVERNMENT) {
            if (FipsModule.found().isEmpty()) {
                missing.add("a FIPS-validated module in approved mode");
            }
            missing.addAll(List.of("policies of certificates (policy OIDs)", "networks that are allowed by name", "a signed audit log"));
        }
        if (config.securityProfile().compareTo(SecurityProfile.ENTERPRISE) >= 0 && config.api().isPresent()) {
            missing.add("HTTPS with OIDC for the API");
        }
        return missing;
    }

    static List<String> missing(PlatformConfig config) {
        List<String> missing = new ArrayList<>();
        missingControls(config).forEach(control -> missing.add("securityProfile: " + control));
        for (Feature feature : config.features().enabled()) {
            if (!features(config).contains(feature)) {
                missing.add("features." + feature.id());
            }
        }
        missing.addAll(missingRows(config));
        if (config.servesPhone() && !WebPhone.isBuilt()) {
            missing.add("api.phone: the page, which takes npm when this is built");
        }
        if (config.calls().recording() == Wish.INCLUDED) {
            missing.add("calls.recording");
        }
        return missing;
    }

    /** Rows of the profile that this build lacks and that can be done without: what they are about works, less strictly. */
    private static List<String> missingRows(PlatformConfig config) {
        SecurityProfile profile = config.securityProfile();
        List<String> rows = new ArrayList<>();
        if (profile == SecurityProfile.DEVELOPMENT) {
            return rows;
        }
        if (config.api().isPresent()) {
            rows.add("api.keys: JSON Web Tokens");
        }
        if (!config.trunking().trunks().isEmpty()) {
            rows.add("trunks: STIR verification");
        }
        if (config.calls().mode() == EngineMode.PROXY) {
            rows.add("calls.mode: topology hiding of a proxy");
        }
        if (profile == SecurityProfile.HIGH_SECURITY) {
            rows.add("media: ZRTP from phone to phone beside DTLS-SRTP");
        }
        if (profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0) {
            rows.add("users: an envelope key around stored digests");
        }
        if (profile.compareTo(SecurityProfile.ENTERPRISE) >= 0) {
            rows.add("audit: records kept for years, whatever room they take");
            FipsModule.found().ifPresent(module -> rows.add("sip.tls: stapled OCSP answers, which the TLS over the FIPS module does not have"));
        }
        if (profile == SecurityProfile.GOVERNMENT) {
            rows.add("audit: dual control, and a check of the time source");
            rows.add("sip.tls, media.dtls: keys in an HSM, and certificates of a wanted use");
        }
        return rows;
    }
}
