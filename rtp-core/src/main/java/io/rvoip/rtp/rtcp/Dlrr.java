package io.rvoip.rtp.rtcp;

import io.rvoip.rtp.NtpTime;
import java.util.List;
import java.util.OptionalLong;

/**
 * The answers to {@link ReferenceTime}s (RFC 3611 section 4.5).
 *
 * @param answers one for each receiver, at most {@value #MAX_ANSWERS}
 */
public record Dlrr(List<Answer> answers) implements XrBlock {
    /** Answers in one block at most; further ones are skipped when reading. */
    public static final int MAX_ANSWERS = 31;

    /** Copies the list and checks its size. */
    public Dlrr {
        if (answers.size() > MAX_ANSWERS) {
            throw new IllegalArgumentException("answers: " + answers.size() + " (expected: 0-" + MAX_ANSWERS + ")");
        }
        answers = List.copyOf(answers);
    }

    /**
     * What one receiver may measure its round trip with.
     *
     * @param ssrc the receiver, 32 raw bits
     * @param lastReference middle 32 bits of its last reference time, 0 when none came
     * @param delaySinceLastReference since it came, in 1/65536 s, unsigned 32 bits
     */
    public record Answer(int ssrc, int lastReference, long delaySinceLastReference) {
        /** Bytes of an answer on the wire. */
        static final int BYTES = 12;

        /**
         * Round trip from our reference time to this answer, in nanoseconds; empty as in
         * {@link ReportBlock#roundTripNanos}.
         *
         * @param ntpNow 64-bit NTP time at which the answer arrived, on the clock of our reference times
         */
        public OptionalLong roundTripNanos(long ntpNow) {
            return NtpTime.roundTripNanos(ntpNow, lastReference, delaySinceLastReference);
        }
    }

    @Override
    public int blockType() {
        return DLRR;
    }
}
