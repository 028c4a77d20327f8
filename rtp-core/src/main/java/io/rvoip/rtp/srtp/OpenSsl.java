package io.rvoip.rtp.srtp;

import io.rvoip.common.foreign.ForeignLibrary;
import java.lang.invoke.MethodHandle;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.IntStream;

/** The system's OpenSSL, where there is OpenSSL 3 and a Java that can call it: what of it is called. */
final class OpenSsl {
    /** As Linux names it; that of other systems was not tried. */
    private static final String LIBRARY = "libcrypto.so.3";
    private static final Optional<String> FAULT = look();

    private OpenSsl() {}

    /** Only where there is the library. */
    static final class Calls {
        static final ForeignLibrary CRYPTO = ForeignLibrary.load(LIBRARY);
        static final MethodHandle MAJOR = CRYPTO.function("OPENSSL_version_major", int.class);
        static final MethodHandle MINOR = CRYPTO.function("OPENSSL_version_minor", int.class);
        static final MethodHandle PATCH = CRYPTO.function("OPENSSL_version_patch", int.class);
        static final MethodHandle[] AES_GCM = aes("gcm");
        static final MethodHandle[] AES_CTR = aes("ctr");
        static final MethodHandle NEW = CRYPTO.function("EVP_CIPHER_CTX_new", long.class);
        static final MethodHandle FREE = CRYPTO.function("EVP_CIPHER_CTX_free", void.class, long.class);
        static final MethodHandle KEY =
                CRYPTO.function("EVP_CipherInit_ex", int.class, long.class, long.class, long.class, long.class, long.class, int.class);
        static final MethodHandle BEGIN =
                CRYPTO.briefFunction("EVP_CipherInit_ex", int.class, long.class, long.class, long.class, long.class, long.class, int.class);
        /** Without a place for output what is authenticated only, without input the end. */
        static final MethodHandle CIPHER = CRYPTO.briefFunction("EVP_Cipher", int.class, long.class, long.class, long.class, int.class);
        /** Where the counter of counter mode is. */
        static final MethodHandle COUNTER = CRYPTO.function("EVP_CIPHER_CTX_iv_noconst", long.class, long.class);
        /** Of the C library, which this one is linked with. */
        static final MethodHandle COPY = CRYPTO.briefFunction("memcpy", long.class, long.class, long.class, long.class);
        static final MethodHandle ASK = CRYPTO.briefFunction("EVP_CIPHER_CTX_get_params", int.class, long.class, long.class);
        static final MethodHandle TELL = CRYPTO.briefFunction("EVP_CIPHER_CTX_set_params", int.class, long.class, long.class);
        /* Of SHA-1 the functions whose state the caller holds: it can be copied, as HMAC does for each packet, without a call. */
        static final MethodHandle SHA1_BEGIN = CRYPTO.briefFunction("SHA1_Init", int.class, long.class);
        static final MethodHandle SHA1_UPDATE = CRYPTO.briefFunction("SHA1_Update", int.class, long.class, long.class, long.class);
        static final MethodHandle SHA1_FINAL = CRYPTO.briefFunction("SHA1_Final", int.class, long.class, long.class);

        private Calls() {}

        /** What tells the cipher for keys of 16, of 24 and of 32 octets. */
        private static MethodHandle[] aes(String mode) {
            return IntStream.of(128, 192, 256).mapToObj(bits -> CRYPTO.function("EVP_aes_" + bits + "_" + mode, long.class)).toArray(MethodHandle[]::new);
        }
    }

    /** Why it cannot be used here; empty: it can. */
    static Optional<String> fault() {
        return FAULT;
    }

    private static Optional<String> look() {
        try {
            if (!OpenSslGcm.works()) {
                return Optional.of(version() + " does not compute AES-GCM as it is asked to");
            }
            return OpenSslCm.works() ? Optional.empty() : Optional.of(version() + " does not compute AES-CTR or HMAC-SHA1 as it is asked to");
        } catch (GeneralSecurityException refused) {
            return Optional.of(version() + ": " + refused.getMessage());
        } catch (ExceptionInInitializerError missing) {
            return Optional.of(LIBRARY + ": " + missing.getCause().getMessage());
        }
    }

    /** Which one it is: {@code OpenSSL 3.0.19}. */
    static String version() {
        try {
            return "OpenSSL " + (int) Calls.MAJOR.invokeExact() + "." + (int) Calls.MINOR.invokeExact() + "." + (int) Calls.PATCH.invokeExact();
        } catch (Throwable failed) {
            throw raised(failed);
        }
    }

    static void require(int outcome) throws GeneralSecurityException {
        if (outcome <= 0) {
            throw new GeneralSecurityException("OpenSSL refused");
        }
    }

    /** Handles do not declare what they throw. */
    static GeneralSecurityException declared(Throwable failed) {
        if (failed instanceof GeneralSecurityException known) {
            return known;
        }
        throw raised(failed);
    }

    static RuntimeException raised(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException defect ? defect : new IllegalStateException(failed);
    }
}
