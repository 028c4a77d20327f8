package io.rvoip.sip.transport.tls;

/** Is told of peers that were let pass though they could not show everything, on any thread; must not block. */
@FunctionalInterface
public interface TlsWarnings {
    /** Does not listen. */
    TlsWarnings NONE = what -> { };

    /** A server that could not prove its name, under {@link ServerCheck#WARN}. */
    void unverified(String what);

    /** A peer whose certificate nobody could say is still good, under {@link Revocation#SOFT_FAIL}. */
    default void statusUnknown(String what) {}
}
