package io.rvoip.sip.transport.tls;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.rvoip.common.TimeSource;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the authorities have taken a certificate back: by the lists we were given, by what the peer has stapled, and by asking at the
 * places that the certificate names (CRL distribution points, OCSP). Asking is done on threads of its own and waited for a bounded time, by
 * threads of handshakes; an event loop never waits, for it nobody can say. Answers are kept for a while. Thread-safe.
 */
final class RevocationCheck {
    private static final Duration ANSWERS_LAST = Duration.ofMinutes(5);
    private static final Duration SILENCE_LASTS = Duration.ofSeconds(30);
    private static final int MOST_ANSWERS = 1_024;

    private enum Status { GOOD, REVOKED, UNKNOWN }

    private record Answer(Status status, long until) { }

    private final boolean soft;
    private final Collection<? extends CRL> lists;
    private final Set<TrustAnchor> anchors;
    private final Executor work;
    private final Duration patience;
    private final TimeSource time;
    private final TlsWarnings warnings;
    private final Map<X509Certificate, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Answer> eldest) {
            return size() > MOST_ANSWERS;
        }
    };

    /**
     * A check.
     *
     * @param soft whether those are let pass of whom nobody can say
     * @param lists of revoked certificates, looked at first
     * @param authorities whom we believe
     * @param work asks; may refuse to
     * @param patience how long a handshake waits for an answer
     */
    RevocationCheck(boolean soft, Collection<? extends CRL> lists, X509Certificate[] authorities, Executor work, Duration patience,
            TimeSource time, TlsWarnings warnings) {
        this.soft = soft;
        this.lists = lists;
        this.anchors = Arrays.stream(authorities).map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
        this.work = work;
        this.patience = patience;
        this.time = time;
        this.warnings = warnings;
    }

    /**
     * Passes those that are still good.
     *
     * @param chain of a peer, believed already, its own certificate first
     * @param stapled what came with it, for each certificate of the chain in its order (RFC 6066 §8, RFC 6961)
     */
    void check(X509Certificate[] chain, List<byte[]> stapled) throws Untrusted {
        X509Certificate own = chain[0];
        if (anchors.stream().anyMatch(anchor -> own.equals(anchor.getTrustedCert()))) {
            return; // believed as it is, so that nobody but the operator can take it back
        }
        Status status = known(own);
        if (status == null) {
            status = Thread.currentThread() instanceof FastThreadLocalThread ? Status.UNKNOWN : ask(chain, stapled);
        }
        if (status == Status.REVOKED) {
            throw new Untrusted(HandshakeFailure.CERTIFICATE_REVOKED, "the certificate was revoked");
        }
        if (status == Status.UNKNOWN) {
            String what = own.getSubjectX500Principal().getName() + ", serial " + own.getSerialNumber().toString(16);
            if (!soft) {
                throw new Untrusted(HandshakeFailure.STATUS_UNKNOWN, "nobody could say whether the certificate was revoked: " + what);
            }
            warnings.statusUnknown(what);
        }
    }

    private @Nullable Status known(X509Certificate certificate) {
        synchronized (answers) {
            Answer answer = answers.get(certificate);
            return answer == null || time.nanoTime() - answer.until >= 0 ? null : answer.status;
        }
    }

    private Status ask(X509Certificate[] chain, List<byte[]> stapled) {
        Status status;
        try {
            status = CompletableFuture.supplyAsync(() -> look(chain, stapled), work).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException | ExecutionException | CancellationException nobody) {
            status = Status.UNKNOWN;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return Status.UNKNOWN;
        }
        Duration lasts = status == Status.UNKNOWN ? SILENCE_LASTS : ANSWERS_LAST;
        synchronized (answers) {
            answers.put(chain[0], new Answer(status, time.nanoTime() + lasts.toNanos()));
        }
        return status;
    }

    /** Blocks on the network. */
    private Status look(X509Certificate[] chain, List<byte[]> stapled) {
        try {
            CertPath path = path(chain);
            Status strict = validate(path, chain, stapled, false);
            // One that nobody can say of ends it before those below it are looked at: they may have been revoked all the same.
            boolean revoked = strict == Status.UNKNOWN && soft && validate(path, chain, stapled, true) == Status.REVOKED;
            return revoked ? Status.REVOKED : strict;
        } catch (GeneralSecurityException unreadable) {
            return Status.UNKNOWN;
        }
    }

    /** The way from the certificate to somebody we believe, whatever order the peer has sent it in. */
    private CertPath path(X509Certificate[] chain) throws GeneralSecurityException {
        X509CertSelector own = new X509CertSelector();
        own.setCertificate(chain[0]);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(store(List.of(chain)));
        return ((PKIXCertPathBuilderResult) TlsLibrary.paths().build(parameters)).getCertPath();
    }

    private static CertStore store(Collection<?> contents) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(contents));
    }

    private Status validate(CertPath path, X509Certificate[] chain, List<byte[]> stapled, boolean passUnknown)
            throws GeneralSecurityException {
        CertPathValidator validator = TlsLibrary.validator();
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        EnumSet<PKIXRevocationChecker.Option> options = EnumSet.noneOf(PKIXRevocationChecker.Option.class);
        if (!lists.isEmpty()) {
            options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
        }
        if (passUnknown) {
            options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
        }
        checker.setOptions(options);
        checker.setOcspResponses(responses(chain, stapled));
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(store(lists));
        try {
            validator.validate(path, parameters);
            return Status.GOOD;
        } catch (CertPathValidatorException refused) {
            return refused.getReason() == BasicReason.REVOKED ? Status.REVOKED : Status.UNKNOWN;
        }
    }

    private static Map<X509Certificate, byte[]> responses(X509Certificate[] chain, List<byte[]> stapled) {
        Map<X509Certificate, byte[]> responses = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(chain.length, stapled.size()); i++) {
            if (stapled.get(i).length > 0) {
                responses.put(chain[i], stapled.get(i));
            }
        }
        return responses;
    }
}
