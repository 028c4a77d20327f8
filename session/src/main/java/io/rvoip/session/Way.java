package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places one request may go to, best first, and the flow to the one being tried. When that does not answer, cannot
 * be reached, or says 503, the same request goes to the next, in a transaction of its own and so with a branch of its
 * own (RFC 3263 §4.3). What belongs to a transaction, its ACK and CANCEL, stays on the flow it began with.
 */
final class Way {
    /** How long a place that failed is tried after all others. */
    static final Duration AVOIDED = Duration.ofMinutes(1);
    /** The most that a Retry-After is believed. */
    static final Duration LONGEST_AVOIDED = Duration.ofMinutes(10);

    private final Outbound outbound;
    private final List<Target> places;
    private final @Nullable Flow near;
    private int tried;
    private @Nullable Flow flow;

    /**
     * @param places empty for a way that has only its flow
     * @param near see {@link #near(Outbound, List, Flow)}
     */
    private Way(Outbound outbound, List<Target> places, @Nullable Flow near, @Nullable Flow flow) {
        this.outbound = outbound;
        this.places = places;
        this.near = near;
        this.flow = flow;
    }

    /** A flow that exists, and no other. */
    static Way over(Outbound outbound, Flow flow) {
        return new Way(outbound, List.of(), null, flow);
    }

    /** These places; {@link #next} finds the first. */
    static Way to(Outbound outbound, List<Target> places) {
        return new Way(outbound, places, null, null);
    }

    /** These places, as a dialog goes to them: where it is possible by its connection, or from its local address over UDP. */
    static Way near(Outbound outbound, List<Target> places, Flow dialog) {
        return new Way(outbound, places, dialog, null);
    }

    Flow flow() {
        if (flow == null) {
            throw new IllegalStateException("the way is still being looked for");
        }
        return flow;
    }

    /** Whether there is another place to try. */
    boolean goesOn() {
        return tried < places.size();
    }

    /** Goes to the next place that takes a connection; answers on the loop, perhaps at once. */
    void next(Consumer<Way> found, Consumer<String> failed) {
        Target place = places.get(tried++);
        outbound.connect(place, near, reached -> {
            flow = reached;
            found.accept(this);
        }, why -> {
            outbound.failed(place, AVOIDED);
            if (goesOn()) {
                next(found, failed);
            } else {
                failed.accept(why);
            }
        });
    }

    /** Nobody answered there, or it could not be reached. */
    void failed() {
        avoid(AVOIDED);
    }

    /** What a final response says about the place; true when the request should go on to another. */
    boolean refused(SipResponse response) {
        if (response.status() != 503) {
            if (tried > 0) {
                outbound.works(places.get(tried - 1));
            }
            return false;
        }
        Duration asked = response.header(HeaderKind.RETRY_AFTER)
                .map(RetryAfter::seconds).map(Duration::ofSeconds).orElse(AVOIDED);
        avoid(asked.compareTo(LONGEST_AVOIDED) < 0 ? asked : LONGEST_AVOIDED);
        return goesOn();
    }

    private void avoid(Duration time) {
        if (tried > 0) {
            outbound.failed(places.get(tried - 1), time);
        }
    }
}
