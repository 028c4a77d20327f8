package io.rvoip.presets;

import io.rvoip.common.ValidationReport;

/**
 * The telephones of a small office: 100 users, 50 calls, profile standard, which needs TLS and SRTP: a build without them
 * refuses to start it and names what is missing. In a laboratory it runs on loopback under the profile development.
 */
public final class SmallOffice extends OfficeBuilder<SmallOffice> {
    private SmallOffice(String domain) {
        super(domain);
    }

    /** An office for a domain. */
    public static SmallOffice forDomain(String domain) {
        return new SmallOffice(domain);
    }

    @Override
    SmallOffice self() {
        return this;
    }

    @Override
    DeploymentConfig deployment() {
        return Presets.smallOffice();
    }

    @Override
    ValidationReport ownProblems() {
        return ValidationReport.valid();
    }
}
