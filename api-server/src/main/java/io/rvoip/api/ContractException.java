package io.rvoip.api;

import java.util.List;

/** The API's contract and its code do not fit together: a server like that does not start. */
public final class ContractException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** Refuses with at least one problem. */
    public ContractException(List<String> problems) {
        super("contract: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What does not fit, one sentence each. */
    public List<String> problems() {
        return problems;
    }
}
