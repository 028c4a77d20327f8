package io.rvoip.presets;

import io.rvoip.common.ValidationReport;

/**
 * The telephones of a small office: 100 users, 50 calls, profile standard: phones come by TLS and their media are encrypted.
 * Needs a certificate ({@link #withTls}), a file for the audit log ({@link #withAudit}) and passwords that are no one's first
 * guess. In a laboratory it runs on loopback under the profile development without any of that.
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
