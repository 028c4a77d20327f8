package io.rvoip.engine.push;

import io.rvoip.engine.registrar.Binding;

/**
 * A notification that makes a phone register anew. It carries nothing of the call.
 *
 * @param provider {@code pn-provider}: which service
 * @param param {@code pn-param}: what the service needs to know of the application; empty for nothing
 * @param prid {@code pn-prid}: which device; whoever knows it can wake the device, so keep it out of logs
 * @param addressOfRecord whose phone it is
 * @param cause why it is woken
 */
public record PushNotice(String provider, String param, String prid, String addressOfRecord, Cause cause) {
    /** Why a phone is woken. */
    public enum Cause {
        /** Somebody calls, and waits. */
        CALL,
        /** Its registration is about to end. */
        REFRESH
    }

    static PushNotice to(Binding binding, Cause cause) {
        return new PushNotice(
                binding.contact().parameter("pn-provider").orElse(""), binding.contact().parameter("pn-param").orElse(""),
                binding.contact().parameter("pn-prid").orElse(""), binding.aor(), cause);
    }

    /** Without the device, which is a secret. */
    @Override
    public String toString() {
        return "PushNotice[" + provider + ", " + addressOfRecord + ", " + cause + "]";
    }
}
