package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.common.Metrics;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditChain;
import io.rvoip.common.audit.AuditFile;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.EngineEvent;
import io.rvoip.sip.transport.tls.TlsEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What a platform writes down for auditors: with which settings it started, who logged in and who failed to, what becomes of
 * certificates, which calls were refused, and what operators did. Into its file, or where none is configured, which only the
 * profile development allows, into the log. Thread-safe.
 */
final class AuditTrail implements Component, AuditSink {
    private static final String ID = "audit";
    private static final String REFUSED = "refused";
    /** Media that the other side, or the profile, does not take: plain where keys are insisted on, among others. */
    private static final int NOT_ACCEPTABLE = 488;

    private final PlatformConfig config;
    private final TimeSource time;
    private final Metrics metrics;
    private final AuditSink besides;
    private volatile @Nullable AuditFile file;
    private volatile EventBus.@Nullable Subscription subscription;
    private @Nullable EventBus<EngineEvent> events;
    private @Nullable CompletableFuture<AuditChain.Verdict> check;

    /** @param besides is told as well */
    AuditTrail(PlatformConfig config, TimeSource time, Metrics metrics, AuditSink besides) {
        this.config = config;
        this.time = time;
        this.metrics = metrics;
        this.besides = config.audit().isPresent() ? besides
            : besides.and(AuditSink.log(LoggerFactory.getLogger("io.rvoip.audit")));
    }

    /** Listens there once it is started. */
    void listen(EventBus<EngineEvent> bus) {
        events = bus;
    }

    @Override
    public void record(AuditRecord record) {
        AuditFile open = file;
        if (open != null) {
            open.record(record);
        }
        besides.record(record);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public CompletionStage<Void> start() {
        return config.audit().map(settings -> CompletableFuture.supplyAsync(() -> open(settings)).thenAccept(opened -> file = opened))
            .orElseGet(() -> CompletableFuture.completedFuture(null)).thenRun(this::begin);
    }

    private AuditFile open(AuditSettings settings) {
        try {
            return AuditFile.open(settings, time, metrics);
        } catch (IOException failure) {
            throw new ConfigurationException("audit.file", "cannot be used: " + failure.getMessage(), "name a file this user may write");
        }
    }

    private void begin() {
        platform("platform.started", "profile " + config.securityProfile().id() + (config.insecureBind() ? ", insecureBind" : "")
            + ", settings sha256:" + digest(config.effective()));
        if (events != null) {
            subscription = events.subscribe(EngineEvent.class, Runnable::run, new EventBus.Listener<EngineEvent>() {
                @Override
                public void event(long sequence, EngineEvent event) {
                    of(event).ifPresent(AuditTrail.this::record);
                }

                @Override
                public void lagged(long count) {
                    platform("audit.lost", count + " events");
                }
            });
        }
    }

    private void platform(String event, String what) {
        record(new AuditRecord(time.wallClock(), event, "", "", what, "done"));
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(CryptoProvider.jdk().digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What an auditor has to know of an event, if anything. */
    private static Optional<AuditRecord> of(EngineEvent event) {
        Instant at = event.at();
        if (event instanceof EngineEvent.AuthenticationFailed failed) {
            return Optional.of(new AuditRecord(at, "sip.login", failed.user(), failed.source(), failed.why(), REFUSED));
        }
        if (event instanceof EngineEvent.Registered registered && !registered.refreshed()) {
            return Optional.of(new AuditRecord(at, "sip.login", registered.registration().aor(),
                registered.registration().source().getAddress().getHostAddress(), registered.registration().transport(), "done"));
        }
        if (event instanceof EngineEvent.Unregistered gone) {
            return Optional.of(new AuditRecord(at, "sip.logout", gone.registration().aor(),
                gone.registration().source().getAddress().getHostAddress(), gone.why(), "done"));
        }
        if (event instanceof EngineEvent.AdmissionRefused refused) {
            return Optional.of(new AuditRecord(at, "call.refused", refused.caller(), "", refused.why(), REFUSED));
        }
        if (event instanceof EngineEvent.CallEnded ended && ended.record().end().status() == NOT_ACCEPTABLE
                && ended.record().legs().stream().allMatch(leg -> leg.refusals().isEmpty())) {
            return Optional.of(new AuditRecord(at, "call.refused", ended.record().caller(), "", "488 " + ended.record().end().text(), REFUSED));
        }
        if (event instanceof EngineEvent.MediaRefused refused) {
            return Optional.of(new AuditRecord(at, "call.refused", refused.party(), "", "488 " + refused.why() + ", offered " + refused.offered(), REFUSED));
        }
        if (event instanceof EngineEvent.StreamUnkeyed unkeyed) {
            return Optional.of(new AuditRecord(at, "call.unkeyed", unkeyed.party(), "", unkeyed.stream() + " is left out of a call: " + unkeyed.why(), REFUSED));
        }
        return event instanceof EngineEvent.Certificate certificate ? Optional.of(of(certificate, at)) : Optional.empty();
    }

    private static AuditRecord of(EngineEvent.Certificate event, Instant at) {
        TlsEvent about = event.event();
        if (about instanceof TlsEvent.ReloadFailed failed) {
            return new AuditRecord(at, event.type(), "", "", failed.reason(), REFUSED);
        }
        Instant end = about instanceof TlsEvent.Reloaded reloaded ? reloaded.notAfter() : ((TlsEvent.Expiring) about).notAfter();
        return new AuditRecord(at, event.type(), "", "", "good until " + end, "done");
    }

    /** Checks the file, away from the caller's thread and once at a time; empty where there is none. */
    synchronized Optional<CompletionStage<AuditChain.Verdict>> check() {
        AuditFile open = file;
        if (open == null) {
            return Optional.empty();
        }
        if (check == null || check.isDone()) {
            check = CompletableFuture.supplyAsync(() -> {
                try {
                    return open.verify();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
        return Optional.of(check.copy());
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        EventBus.Subscription ending = subscription;
        if (ending != null) {
            ending.close();
        }
        platform("platform.stopped", "");
        AuditFile open = file;
        return open == null ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(open::close);
    }

    /** Whether every authorisation decision is written down, those that let somebody through too. */
    boolean everyDecision() {
        return config.securityProfile().compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
    }

    @Override
    public Health health() {
        AuditFile open = file;
        return open == null ? Health.healthy(ID) : open.health();
    }
}
