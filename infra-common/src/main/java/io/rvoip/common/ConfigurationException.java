package io.rvoip.common;

/** A configuration was refused; the message lists every problem, one in a line. */
public final class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient ValidationReport report;

    /** Refuses with at least one problem. */
    public ConfigurationException(ValidationReport report) {
        super(message(report));
        this.report = report;
    }

    /** Refuses for one problem. */
    public ConfigurationException(String path, String what, String fix) {
        this(ValidationReport.collect().add(path, what, fix).report());
    }

    /** All problems. */
    public ValidationReport report() {
        return report;
    }

    private static String message(ValidationReport report) {
        int count = report.problems().size();
        if (count == 0) {
            throw new IllegalArgumentException("report: valid (expected: at least one problem)");
        }
        String head = count == 1 ? "1 problem in the configuration" : count + " problems in the configuration";
        return head + ":" + System.lineSeparator() + report;
    }
}
