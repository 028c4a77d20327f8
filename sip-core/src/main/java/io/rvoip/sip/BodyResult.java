package io.rvoip.sip;

/** What came of reading a body. */
public sealed interface BodyResult {
    /** The body with the parts inside it, if any. */
    record Read(BodyPart body) implements BodyResult {}

    /** The message has no body. */
    record None() implements BodyResult {}

    /** The body is malformed or nested too deep. */
    record Broken(SipProblem problem) implements BodyResult {}
}
