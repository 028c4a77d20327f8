package io.rvoip.transaction;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import java.util.Comparator;

/**
 * What two requests have in common that are one request on two ways, RFC 3261 §8.2.2.2. Ordered for the same reason
 * as {@link TransactionKey}.
 */
record MergeKey(String fromTag, String callId, long cseq, Method method) implements Comparable<MergeKey> {
    private static final Comparator<MergeKey> ORDER = Comparator.comparing(MergeKey::callId)
            .thenComparing(MergeKey::fromTag)
            .thenComparingLong(MergeKey::cseq)
            .thenComparing(key -> key.method().name());

    static MergeKey of(SipRequest request) {
        return new MergeKey(
                request.from().tag().orElse(""), request.callId(), request.cseq().number(), request.method());
    }

    @Override
    public int compareTo(MergeKey other) {
        return ORDER.compare(this, other);
    }
}
