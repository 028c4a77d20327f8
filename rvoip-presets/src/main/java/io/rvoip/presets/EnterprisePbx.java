package io.rvoip.presets;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.Expect;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import java.util.Optional;

/**
 * The telephone exchange of a company, under the profile enterprise unless told otherwise, which wants certificates of everybody and a
 * collector for the audit log ({@link #platform} takes both), and refuses an API. Under {@link SecurityProfile#STANDARD} and {@link
 * SecurityProfile#HIGH_SECURITY} it runs as {@link SmallOffice} does, in a laboratory on loopback under {@link SecurityProfile#DEVELOPMENT}.
 */
public final class EnterprisePbx extends OfficeBuilder<EnterprisePbx> {
    private static final int MEDIUM_USERS = 1_000;
    private static final int LARGE_USERS = 10_000;

    private int userCapacity = MEDIUM_USERS;
    private boolean encryptionRequired = true;
    private boolean encryptionNamed;
    private boolean highAvailability;
    private boolean recording;

    private EnterprisePbx(String domain) {
        super(domain);
    }

    /** An exchange for a domain, 1,000 users, encrypted. */
    public static EnterprisePbx forDomain(String domain) {
        return new EnterprisePbx(domain);
    }

    /** How many users: up to 1,000 is medium, up to 10,000 large, more is enterprise. */
    public EnterprisePbx withUserCapacity(int users) {
        userCapacity = Expect.inRange("userCapacity", users, 1, 10_000_000);
        return this;
    }

    /** Whether unencrypted calls are refused: profile enterprise, else standard. */
    public EnterprisePbx withEncryptionRequired(boolean required) {
        encryptionRequired = required;
        encryptionNamed = true;
        return this;
    }

    /** More than one node; refused, for this build has no cluster. */
    public EnterprisePbx withHighAvailability(boolean wanted) {
        highAvailability = wanted;
        return this;
    }

    /** Recording of calls; refused, for this build does not record in the exchange. */
    public EnterprisePbx withRecording(boolean wanted) {
        recording = wanted;
        return this;
    }

    @Override
    EnterprisePbx self() {
        return this;
    }

    @Override
    DeploymentConfig deployment() {
        SecurityProfile profile = encryptionRequired ? SecurityProfile.ENTERPRISE : SecurityProfile.STANDARD;
        return new DeploymentConfig("Enterprise PBX", Environment.PRODUCTION, capacity(), profile, NetworkConfig.standard(),
            FeatureSet.full().with(Feature.RECORDING, recording));
    }

    @Override
    ValidationReport ownProblems() {
        return ValidationReport.collect()
            .require(!highAvailability, "highAvailability", "is not supported by this build", "leave it out")
            .require(!recording, "recording", "is not supported by this build", "leave it out")
            .require(!encryptionNamed || !encryptionRequired || !chosenProfile().equals(Optional.of(SecurityProfile.DEVELOPMENT)),
                "encryptionRequired", "is true, and the profile development does not encrypt", "drop one of the two")
            .report();
    }

    private CapacityConfig capacity() {
        CapacityConfig size = userCapacity <= MEDIUM_USERS ? CapacityConfig.medium()
            : userCapacity <= LARGE_USERS ? CapacityConfig.large() : CapacityConfig.enterprise();
        return size.withMaxUsers(userCapacity);
    }
}
