package io.rvoip.builder;

import io.rvoip.common.Feature;
import io.rvoip.common.SecurityProfile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What this build has, in one place: the rules refuse by it, and what is left out is listed by it. */
final class BuiltParts {
    static final Set<Feature> FEATURES = EnumSet.of(Feature.VOICE, Feature.CALL_CONTROL);

    private BuiltParts() {}

    /** Controls a profile always needs and this build lacks: with any of them a platform does not start. */
    static List<String> missingControls(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> List.of();
            case STANDARD -> List.of("HTTPS for the API", "password rules", "audit log");
            case HIGH_SECURITY -> List.of("DTLS-SRTP", "HTTPS with client certificates for the API",
                "audit log with hash chain");
            case ENTERPRISE -> List.of("MIKEY or DTLS-SRTP with CA certificates",
                "HTTPS with OIDC for the API", "audit log with hash chain");
            case GOVERNMENT -> List.of("approved keying for SRTP (MIKEY, DTLS-SRTP with CA certificates)",
                "a FIPS-validated module in approved mode", "HTTPS with client certificates and OIDC for the API",
                "signed audit log");
        };
    }

    static List<String> missing(PlatformConfig config) {
        List<String> missing = new ArrayList<>();
        missingControls(config.securityProfile()).forEach(control -> missing.add("securityProfile: " + control));
        for (Feature feature : config.features().enabled()) {
            if (!FEATURES.contains(feature)) {
                missing.add("features." + feature.id());
            }
        }
        if (config.calls().recording() == Wish.INCLUDED) {
            missing.add("calls.recording");
        }
        if (config.rtp().security().id().equals("auto")) {
            missing.add("media.security: DTLS-SRTP");
        }
        return missing;
    }
}
