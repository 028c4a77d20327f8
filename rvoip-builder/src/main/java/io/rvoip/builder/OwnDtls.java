package io.rvoip.builder;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.sip.transport.TlsWatch;
import io.rvoip.sip.transport.tls.FileStamps;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.WatchedFiles;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/**
 * The certificate of DTLS-SRTP and the authorities for those of others: their files, watched, and what becomes of them. Calls that began go
 * on with the certificate they told the far end. Thread-safe.
 */
final class OwnDtls implements WatchedFiles {
    private final DtlsFiles files;
    private final CryptoProvider crypto;
    private final DtlsEngine engine;
    private final TlsAlarms alarms;
    private final TlsWatch watch;
    private final FileStamps stamps;
    private volatile Optional<Instant> end;

    /** Reads the files. */
    OwnDtls(DtlsFiles files, CryptoProvider crypto, Loop loop, TlsEvent.Listener listener, Metrics metrics) {
        TimeSource time = TimeSource.system();
        this.files = files;
        this.crypto = crypto;
        stamps = new FileStamps(files.named());
        engine = new DtlsEngine(files.applyTo(DtlsSettings.DEFAULT), files.read(crypto).orElse(null), crypto, time, metrics);
        end = end();
        alarms = new TlsAlarms("dtls", time, listener);
        watch = new TlsWatch("dtls", this, alarms, metrics, loop, time::wallClock, ForkJoinPool.commonPool());
    }

    private Optional<Instant> end() {
        return Optional.ofNullable(files.certificate()).map(chain -> PemFiles.end(PemFiles.certificates("media.dtls.certificate", chain)));
    }

    @Override
    public boolean changed() {
        return stamps.changed();
    }

    @Override
    public synchronized void reload() {
        stamps.reading();
        try {
            DtlsSettings settings = files.applyTo(DtlsSettings.DEFAULT);
            DtlsCertificate renewed = files.read(crypto).orElse(null);
            Optional<Instant> until = end();
            engine.renew(settings, renewed);
            end = until;
        } catch (ConfigurationException refused) {
            throw refused;
        } catch (IllegalArgumentException weak) {
            throw new ConfigurationException("media.dtls.certificate", String.valueOf(weak.getMessage()), "");
        }
    }

    @Override
    public Optional<Instant> notAfter() {
        return end;
    }

    DtlsEngine engine() {
        return engine;
    }

    TlsAlarms alarms() {
        return alarms;
    }

    CompletionStage<TlsEvent> reloadNow() {
        return CompletableFuture.supplyAsync(watch::reload);
    }

    void stop() {
        watch.stop();
    }
}
