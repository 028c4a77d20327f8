package io.rvoip.common.crypto;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The FIPS-validated module that a process uses, which is that of BouncyCastle when it is on the class path (Maven profile
 * {@code fips}). It is entered in its approved-only mode, before anything else may have loaded it in another one, and
 * stands first among the providers of the process, so that what the JDK verifies is computed by it too. Whether what is
 * built around it meets a standard is not for this class to say.
 */
public final class FipsModule {
    private static final String PROVIDER = "org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider";
    private static final String TLS_PROVIDER = "org.bouncycastle.jsse.provider.BouncyCastleJsseProvider";
    private static final String STATUS = "org.bouncycastle.crypto.fips.FipsStatus";
    private static final String REGISTRAR = "org.bouncycastle.crypto.CryptoServicesRegistrar";
    private static final String APPROVED_ONLY = "org.bouncycastle.fips.approved_only";

    private final @Nullable Provider provider;
    private final @Nullable Provider tls;
    private final @Nullable String fault;

    private FipsModule(@Nullable Provider provider, @Nullable Provider tls, @Nullable String fault) {
        this.provider = provider;
        this.tls = tls;
        this.fault = fault;
    }

    private static final class Holder {
        static final @Nullable FipsModule FOUND = look();
    }

    /**
     * The one on the class path, entered, which takes some seconds the first time; empty where there is none. Look at
     * {@link #fault} before it is used.
     */
    public static Optional<FipsModule> found() {
        return Optional.ofNullable(Holder.FOUND);
    }

    private static @Nullable FipsModule look() {
        ClassLoader loader = FipsModule.class.getClassLoader();
        try {
            Class.forName(PROVIDER, false, loader);
        } catch (ClassNotFoundException none) {
            return null;
        } catch (LinkageError broken) {
            return new FipsModule(null, null, "cannot be loaded: " + broken);
        }
        System.getProperties().putIfAbsent(APPROVED_ONLY, "true");
        try {
            Provider made = (Provider) Class.forName(PROVIDER, true, loader).getConstructor().newInstance();
            Optional<String> wrong = wrong(loader);
            if (wrong.isPresent()) {
                return new FipsModule(null, null, wrong.get());
            }
            Security.insertProviderAt(made, 1);
            Provider secure = tls(loader, made);
            if (secure != null) {
                Security.insertProviderAt(secure, 2);
            }
            return new FipsModule(made, secure, null);
        } catch (InvocationTargetException refused) {
            return new FipsModule(null, null, "did not start: " + refused.getCause());
        } catch (ReflectiveOperationException | LinkageError broken) {
            return new FipsModule(null, null, "did not start: " + broken);
        }
    }

    private static Optional<String> wrong(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> status = Class.forName(STATUS, true, loader);
        if (!Boolean.TRUE.equals(status.getMethod("isReady").invoke(null))) {
            return Optional.of("has not passed its self-test: " + status.getMethod("getStatusMessage").invoke(null));
        }
        boolean approved = Boolean.TRUE.equals(Class.forName(REGISTRAR, true, loader).getMethod("isInApprovedOnlyMode").invoke(null));
        return approved ? Optional.empty() : Optional.of("is not in its approved-only mode; leave -D" + APPROVED_ONLY + " out");
    }

    private static @Nullable Provider tls(ClassLoader loader, Provider below) throws ReflectiveOperationException {
        try {
            Class<?> type = Class.forName(TLS_PROVIDER, true, loader);
            return (Provider) type.getConstructor(boolean.class, Provider.class).newInstance(true, below);
        } catch (ClassNotFoundException none) {
            return null;
        }
    }

    /** Why it may not be used, as in "has not passed its self-test"; empty: it is in its approved-only mode, and has. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /**
     * Computes with it.
     *
     * @throws IllegalStateException where there is a {@link #fault}
     */
    public Provider provider() {
        Provider ready = provider;
        if (ready == null) {
            throw new IllegalStateException("crypto: the FIPS module " + fault);
        }
        return ready;
    }

    /** Speaks TLS with it, where the library that does (bctls-fips) is on the class path too. */
    public Optional<Provider> tls() {
        return Optional.ofNullable(tls);
    }

    /** What is on the class path, as in "BCFIPS 2.0103". */
    public String name() {
        Provider ready = provider();
        return ready.getName() + ' ' + ready.getVersionStr();
    }
}
