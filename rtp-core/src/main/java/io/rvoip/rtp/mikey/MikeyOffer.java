package io.rvoip.rtp.mikey;

/** An exchange that we have begun. Immutable; each answer that it gets is judged for itself. */
public final class MikeyOffer implements AutoCloseable {
    private final MikeyMessage message;
    private final Exchange exchange;

    /** The rest of it. */
    interface Exchange {
        MikeyBundle accept(MikeyMessage answer) throws MikeyRefusal;

        /** Its keys are not needed any more. */
        default void wipe() {}
    }

    MikeyOffer(MikeyMessage message, Exchange exchange) {
        this.message = message;
        this.exchange = exchange;
    }

    /** What the far end has to be told. */
    public Octets message() {
        return message.octets();
    }

    /** Takes what the far end says to it; not after {@link #close}. */
    public MikeyOutcome accept(byte[] answer) {
        MikeyMessage.Result result = MikeyMessage.read(answer);
        if (result instanceof MikeyMessage.Result.Unreadable unreadable) {
            return new MikeyOutcome.Refused(unreadable.problem());
        }
        try {
            MikeyMessage read = ((MikeyMessage.Result.Read) result).message();
            return new MikeyOutcome.Agreed(exchange.accept(belonging(read)), Octets.NONE);
        } catch (MikeyRefusal refusal) {
            return new MikeyOutcome.Refused(refusal.problem());
        }
    }

    /** An error is believed without proof: the call fails without keys all the same. */
    private MikeyMessage belonging(MikeyMessage answer) throws MikeyRefusal {
        if (answer.header().type() == MessageType.ERROR) {
            int number = answer.first(MikeyPayload.Failure.class).map(MikeyPayload.Failure::number)
                    .orElse(MikeyError.UNSPECIFIED.number());
            MikeyError error = MikeyError.numbered(number).orElse(MikeyError.UNSPECIFIED);
            throw new MikeyRefusal(error, "the far end refuses the exchange with error " + number);
        }
        if (answer.header().bundle() != message.header().bundle()) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED, "the answer is for another bundle");
        }
        if (!answer.first(MikeyPayload.Timestamp.class).equals(message.first(MikeyPayload.Timestamp.class))) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "the answer is for another offer");
        }
        return answer;
    }

    /** Wipes its key. */
    @Override
    public void close() {
        exchange.wipe();
    }
}
