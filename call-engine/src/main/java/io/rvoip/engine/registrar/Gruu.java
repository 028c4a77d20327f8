package io.rvoip.engine.registrar;

/**
 * What an address of one phone leads to (RFC 5627 §3.1). A value.
 *
 * @param user whose phone it is; empty when the address was never given out
 * @param instance which of the user's phones, for a public one; empty for a temporary one
 * @param series of which a temporary one is; 0 for a public one
 */
public record Gruu(String user, String instance, long series) {
    /** An address that nobody was given: made up, altered, or from before a restart. */
    static final Gruu FORGED = new Gruu("", "", 0);

    /** Whether a binding of its user is one of its phone. */
    public boolean leadsTo(Binding binding) {
        Device device = binding.device();
        return instance.isEmpty() ? series != 0 && series == device.series() : instance.equalsIgnoreCase(device.instance());
    }

    /**
     * What is said while no binding of the phone is left: a public address is valid as long as its user, a temporary one is
     * over with the registration (RFC 5627 §5.3, §6.1).
     */
    public int statusWithoutPhone() {
        return instance.isEmpty() ? 404 : 480;
    }
}
