package io.rvoip.testing;

import java.time.Duration;

/**
 * How one direction between two virtual hosts behaves. Packets keep their order, whatever their delays, except those
 * chosen for reordering.
 *
 * @param loss chance that a datagram vanishes, 0 to 1
 * @param minDelay shortest time on the way
 * @param maxDelay longest time on the way; delays are spread evenly
 * @param duplication chance that a datagram arrives twice, 0 to 1
 * @param reordering chance that a datagram is held back for a while and overtaken, 0 to 1
 */
public record LinkConditions(
        double loss, Duration minDelay, Duration maxDelay, double duplication, double reordering) {
    /** A cable: nothing is lost, nothing takes time. */
    public static final LinkConditions PERFECT = new LinkConditions(0, Duration.ZERO, Duration.ZERO, 0, 0);

    /** Nothing gets through. */
    public static final LinkConditions CUT = PERFECT.withLoss(1);

    /** How long a datagram chosen for reordering is held back, beyond the longest delay. */
    static final Duration HELD_BACK = Duration.ofMillis(30);

    public LinkConditions {
        requireChance("loss", loss);
        requireChance("duplication", duplication);
        requireChance("reordering", reordering);
        if (minDelay.isNegative() || maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException(
                    "delay: " + minDelay + " to " + maxDelay + " (expected: not negative, shortest first)");
        }
    }

    public LinkConditions withLoss(double chance) {
        return new LinkConditions(chance, minDelay, maxDelay, duplication, reordering);
    }

    public LinkConditions withDelay(Duration min, Duration max) {
        return new LinkConditions(loss, min, max, duplication, reordering);
    }

    public LinkConditions withDuplication(double chance) {
        return new LinkConditions(loss, minDelay, maxDelay, chance, reordering);
    }

    public LinkConditions withReordering(double chance) {
        return new LinkConditions(loss, minDelay, maxDelay, duplication, chance);
    }

    private static void requireChance(String name, double chance) {
        if (!(chance >= 0 && chance <= 1)) {
            throw new IllegalArgumentException(name + ": " + chance + " (expected: 0-1)");
        }
    }
}
