package io.rvoip.builder;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.SecretUnavailableException;
import io.rvoip.common.TimeSource;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.media.transport.BlockingIsland;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.sip.transport.TlsWatch;
import io.rvoip.sip.transport.tls.FileStamps;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.WatchedFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

/**
 * The platform's side of MIKEY: its threads for exchanges with certificates, its files, watched, and what becomes of them. Exchanges
 * that began end with the certificate they began with. Thread-safe.
 */
final class OwnMikey implements WatchedFiles {
    private static final String FIELD = "media.mikey";
    private static final int WAITING = 256;

    private final MikeyConfig config;
    private final String domain;
    private final MikeyRecipients peers;
    private final BlockingIsland island =
        BlockingIsland.create("rvoip-mikey", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), WAITING);
    private final MikeyEndpoint endpoint;
    private final TlsAlarms alarms;
    private final TlsWatch watch;
    private final FileStamps stamps;
    private volatile Optional<Instant> end;

    /** Reads the files and the secret. */
    OwnMikey(MikeyConfig config, String domain, MikeyRecipients peers, CryptoProvider crypto, Loop loop, TlsEvent.Listener listener,
            Metrics metrics) {
        TimeSource time = TimeSource.system();
        this.config = config;
        this.domain = domain;
        this.peers = peers;
        Stream<Path> own = Stream.of(config.certificate(), config.key(), config.authorities()).filter(Objects::nonNull);
        stamps = new FileStamps(Stream.concat(own, peers.files().stream()).toList());
        endpoint = new MikeyEndpoint(config.settings(domain, peers), crypto, time, metrics, island);
        end = end();
        alarms = new TlsAlarms("mikey", time, listener);
        watch = new TlsWatch("mikey", this, alarms, metrics, loop, time::wallClock, ForkJoinPool.commonPool());
    }

    private Optional<Instant> end() {
        return endpoint.certificates().map(own -> PemFiles.end(Stream.concat(own.chain().stream(), own.peers().values().stream()).toList()));
    }

    @Override
    public boolean changed() {
        return stamps.changed();
    }

    @Override
    public synchronized void reload() {
        stamps.reading();
        ValidationReport.Collector problems = ValidationReport.collect();
        MikeyRules.files(domain, config, problems.at(FIELD));
        peers.files(config, problems);
        if (!problems.report().isValid()) {
            throw new ConfigurationException(problems.report());
        }
        try {
            endpoint.renew(config.settings(domain, peers));
        } catch (SecretUnavailableException gone) {
            throw new ConfigurationException(FIELD + ".psk", String.valueOf(gone.getMessage()), "");
        } catch (ConfigurationException refused) {
            throw refused;
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException(FIELD, String.valueOf(refused.getMessage()), "");
        }
        end = end();
    }

    @Override
    public Optional<Instant> notAfter() {
        return end;
    }

    MikeyEndpoint endpoint() {
        return endpoint;
    }

    TlsAlarms alarms() {
        return alarms;
    }

    /** Reads the files and the secret again. */
    CompletionStage<TlsEvent> reloadNow() {
        return CompletableFuture.supplyAsync(watch::reload);
    }

    void stop() {
        watch.stop();
        island.close();
    }
}
