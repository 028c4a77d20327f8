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
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.WatchedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private volatile Optional<Instant> end;
    private volatile List<FileTime> stamps;

    /** Reads the files. */
    OwnDtls(DtlsFiles files, CryptoProvider crypto, Loop loop, TlsEvent.Listener listener, Metrics metrics) {
        TimeSource time = TimeSource.system();
        this.files = files;
        this.crypto = crypto;
        stamps = stamps();
        engine = new DtlsEngine(files.applyTo(DtlsSettings.DEFAULT), files.read(crypto).orElse(null), crypto, time, metrics);
        end = end();
        alarms = new TlsAlarms("dtls", time, listener);
        watch = new TlsWatch("dtls", this, alarms, metrics, loop, time::wallClock, ForkJoinPool.commonPool());
    }

    private Optional<Instant> end() {
        return Optional.ofNullable(files.certificate()).map(chain -> PemFiles.certificates("media.dtls.certificate", chain).stream()
            .map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow());
    }

    private List<FileTime> stamps() {
        List<FileTime> times = new ArrayList<>();
        for (Path file : files.named()) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException gone) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }

    @Override
    public boolean changed() {
        return !stamps().equals(stamps);
    }

    @Override
    public synchronized void reload() {
        stamps = stamps();
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
