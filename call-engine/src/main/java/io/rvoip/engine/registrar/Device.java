package io.rvoip.engine.registrar;

import io.rvoip.common.Expect;

/**
 * The phone behind a binding, as far as it says who it is (RFC 5626 §3.1).
 *
 * @param instance its {@code +sip.instance}, the same over all its flows and whatever its address; empty when it gave none
 * @param regId which of its flows this is, 1 to 2^31-1; 0 for a binding that its Contact alone names
 * @param pushed whether it is woken by a push notification that its Contact describes (RFC 8599), and so may sleep
 * @param series which temporary GRUUs lead to it, by chance; the same over all its flows, another one once it registers under
 *     another Call-ID (RFC 5627 §5.1); 0 for none
 */
public record Device(String instance, int regId, boolean pushed, long series) {
    /** A phone that says nothing. */
    public static final Device UNNAMED = new Device("", 0, false);

    /** Checks the range; a flow needs an instance. */
    public Device {
        Expect.inRange("regId", regId, 0, instance.isEmpty() ? 0 : Integer.MAX_VALUE);
    }

    /** A phone that no temporary GRUU leads to. */
    public Device(String instance, int regId, boolean pushed) {
        this(instance, regId, pushed, 0);
    }

    /** Whether its binding is one flow of several it may have. */
    public boolean isFlow() {
        return regId > 0;
    }

    /** Whether both are the same flow of the same phone. */
    public boolean isSameFlow(Device other) {
        return isFlow() && regId == other.regId && isSame(other);
    }

    /** The same, with the temporary GRUUs of another series. */
    Device withSeries(long other) {
        return new Device(instance, regId, pushed, other);
    }

    /** Whether both are certainly one and the same phone. */
    public boolean isSame(Device other) {
        return !instance.isEmpty() && instance.equals(other.instance);
    }
}
