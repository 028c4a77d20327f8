package io.rvoip.sip.sdp;

import java.util.List;
import java.util.Optional;

/** What became of a text: a description, or the reason why not. */
public sealed interface SdpResult {
    /** The description, when there is one. */
    Optional<SessionDescription> description();

    /** Why not, when there is none. */
    Optional<SdpProblem> problem();

    /**
     * The text could be read.
     *
     * @param value the description
     * @param remarks what was tolerated: missing lines, attributes that are malformed and that the typed accessors
     *     therefore leave out; at most 32
     */
    record Parsed(SessionDescription value, List<SdpProblem> remarks) implements SdpResult {
        public Parsed {
            remarks = List.copyOf(remarks);
        }

        @Override
        public Optional<SessionDescription> description() {
            return Optional.of(value);
        }

        @Override
        public Optional<SdpProblem> problem() {
            return Optional.empty();
        }
    }

    /** The text is not a description we act on: 400 or 488. */
    record Refused(SdpProblem reason) implements SdpResult {
        @Override
        public Optional<SessionDescription> description() {
            return Optional.empty();
        }

        @Override
        public Optional<SdpProblem> problem() {
            return Optional.of(reason);
        }
    }
}
