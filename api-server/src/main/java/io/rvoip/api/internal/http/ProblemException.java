package io.rvoip.api.internal.http;

/** Carries a refusal to where it is answered; has no stack trace, for it is no failure of ours. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpProblem problem;

    ProblemException(HttpProblem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    HttpProblem problem() {
        return problem;
    }
}
