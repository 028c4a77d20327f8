package io.rvoip.session;

/**
 * By which push notification our phone is woken while it sleeps (RFC 8599 §4.1): parameters of the Contact it registers.
 * Whoever reads them can wake it, so they are not printed.
 *
 * @param provider {@code pn-provider}: the service, as in {@code apns} or {@code fcm}
 * @param prid {@code pn-prid}: the device, as the service named it
 * @param param {@code pn-param}: what the service needs to know of the application; empty for nothing
 */
public record PushTarget(String provider, String prid, String param) {
    private static final int LONGEST = 300;

    /** Checks that all of it can stand in a URI. */
    public PushTarget {
        require("provider", provider, 1);
        require("prid", prid, 1);
        require("param", param, 0);
    }

    private static void require(String field, String value, int least) {
        if (value.length() < least || value.length() > LONGEST || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    field + ": " + value.length() + " characters (expected: " + least + "-" + LONGEST + " visible ones of ASCII)");
        }
    }

    @Override
    public String toString() {
        return "PushTarget[" + provider + "]";
    }
}
