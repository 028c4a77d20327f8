package io.rvoip.builder;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A user of the domain, who registers and calls with a password.
 *
 * @param name the user part of the address, {@code alice} of {@code sip:alice@rvoip.test}
 * @param password kept only until the digests are made from it
 * @param certificate PEM file of the certificate that all phones of the user have in MIKEY, which those may follow that vouch for it:
 *     where keys are encrypted for it ({@code media.mikey.mode: rsa})
 */
public record UserConfig(String name, SecretSource password, Optional<Path> certificate) {
    /** Checks the name. */
    public UserConfig {
        if (!name.matches("[A-Za-z0-9_.!~*'()&=+$,;?/-]+")) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: the user part of a SIP address)");
        }
    }

    /** With a password or a reference to one. */
    public static UserConfig of(String name, String password) {
        return new UserConfig(name, SecretSource.of(password), Optional.empty());
    }

    /** With a certificate that is known beforehand. */
    public UserConfig withCertificate(Path pem) {
        return new UserConfig(name, password, Optional.of(pem));
    }
}
