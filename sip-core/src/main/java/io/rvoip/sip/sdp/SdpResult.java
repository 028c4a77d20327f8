package io.rvoip.sip.sdp;

import java.util.Optional;

/** What became of a text: a description, or the reason why not. */
public sealed interface SdpResult {
    /** The description, when there is one. */
    Optional<SessionDescription> description();

    /** Why not, when there is none. */
    Optional<SdpProblem> problem();

    /**
     * The text could be read. Attributes that are malformed are in it; typed accessors leave them out.
     *
     * @param value the description
     */
    record Parsed(SessionDescription value) implements SdpResult {
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
