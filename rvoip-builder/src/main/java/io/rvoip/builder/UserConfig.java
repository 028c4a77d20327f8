package io.rvoip.builder;

/**
 * A user of the domain, who registers and calls with a password.
 *
 * @param name the user part of the address, {@code alice} of {@code sip:alice@rvoip.test}
 * @param password kept only until the digests are made from it
 */
public record UserConfig(String name, SecretSource password) {
    /** Checks the name. */
    public UserConfig {
        if (!name.matches("[A-Za-z0-9_.!~*'()&=+$,;?/-]+")) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: the user part of a SIP address)");
        }
    }

    /** With a password or a reference to one. */
    public static UserConfig of(String name, String password) {
        return new UserConfig(name, SecretSource.of(password));
    }
}
