package io.rvoip.builder;

import io.rvoip.common.Secret;
import io.rvoip.common.SecretRef;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A secret in a configuration: written in it, or a reference to where it is kept. Never prints the secret.
 *
 * @param reference where it is kept
 * @param inline the secret itself
 */
public record SecretSource(Optional<SecretRef> reference, Optional<Secret> inline) implements Supplier<Secret> {
    /** Exactly one of the two. */
    public SecretSource {
        if (reference.isPresent() == inline.isPresent()) {
            throw new IllegalArgumentException("secret: expected either a reference or the secret itself");
        }
    }

    /** {@code ref:env:NAME}, {@code ref:file:PATH}, or else the secret itself. */
    public static SecretSource of(String text) {
        if (SecretRef.isReference(text)) {
            return new SecretSource(Optional.of(SecretRef.parse(text)), Optional.empty());
        }
        return of(Secret.of(text));
    }

    /** The secret itself. */
    public static SecretSource of(Secret secret) {
        return new SecretSource(Optional.empty(), Optional.of(secret));
    }

    /**
     * Fetches it; may read a file.
     *
     * @throws io.rvoip.common.SecretUnavailableException when the reference leads nowhere
     */
    public Secret resolve() {
        return inline.orElseGet(() -> reference.orElseThrow().resolve());
    }

    /** The same as {@link #resolve()}. */
    @Override
    public Secret get() {
        return resolve();
    }

    /** The reference, or the mask. */
    @Override
    public String toString() {
        return reference.map(SecretRef::toString).orElse("********");
    }
}
