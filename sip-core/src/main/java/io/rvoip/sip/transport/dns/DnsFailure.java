package io.rvoip.sip.transport.dns;

/**
 * Why a question led nowhere.
 *
 * @param question the one that failed, where several were asked
 * @param text says more, for people
 */
public record DnsFailure(Kind kind, DnsQuestion question, String text) {
    /** Kinds of failure. */
    public enum Kind {
        /** The name does not exist. */
        NO_SUCH_NAME,
        /** The name exists, but has no such record. */
        NO_RECORDS,
        /** The domain says that it has no such service (RFC 2782: target "."). */
        NO_SERVICE,
        /** No name server answered in time. */
        TIMEOUT,
        /** The name servers could not, or would not. */
        SERVER_FAILURE,
        /** The answer makes no sense. */
        MALFORMED,
        /** The aliases lead in a circle, or further than {@link DnsLimits} allow. */
        LOOP,
        /** More is being asked than {@link DnsLimits} allow. */
        OVERLOADED
    }

    @Override
    public String toString() {
        return question + ": " + text;
    }
}
