package io.rvoip.cli;

/** Exit codes of all commands; picocli itself uses 0 and 2. */
final class Exit {
    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int CALL_FAILED = 3;
    static final int MISSING = 4;

    private Exit() {}
}
