package io.rvoip.common.crypto;

/** An algorithm was named that the {@link CryptoProvider} does not offer. */
public final class AlgorithmUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AlgorithmUnavailableException(String algorithm, String provider, Throwable cause) {
        super("algorithm: " + algorithm + " is not offered by " + provider, cause);
    }
}
