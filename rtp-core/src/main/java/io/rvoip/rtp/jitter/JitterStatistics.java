package io.rvoip.rtp.jitter;

/**
 * What a {@link JitterBuffer} did so far.
 *
 * @param inserted packets taken in
 * @param played packets handed out
 * @param missing frames to conceal that were handed out instead
 * @param late packets dropped because their time had passed
 * @param duplicates packets dropped because they were there before
 * @param discarded packets dropped for a bound, to shorten the delay, or as the first of a leap
 * @param resyncs leaps of sequence number or timestamp that were followed
 * @param delayMs the playout delay aimed at now, in milliseconds
 * @param buffered packets held now
 */
public record JitterStatistics(long inserted, long played, long missing, long late, long duplicates, long discarded,
        long resyncs, int delayMs, int buffered) {}
