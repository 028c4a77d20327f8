package io.rvoip.engine;

import io.rvoip.common.EventBus;
import io.rvoip.common.TimeSource;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingChanges;
import io.rvoip.engine.registrar.BindingDecision;
import io.rvoip.engine.registrar.LocationEvent;
import io.rvoip.engine.registrar.LocationListener;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Registrations as operators see them, and their events. Thread-safe. */
final class Registrations implements LocationListener {
    private final Domains domains;
    private final LocationService location;
    private final TimeSource time;
    private final EventBus<EngineEvent> events;

    Registrations(Domains domains, LocationService location, TimeSource time, EventBus<EngineEvent> events) {
        this.domains = domains;
        this.location = location;
        this.time = time;
        this.events = events;
        location.listen(this);
    }

    /** All of them, as far as the store answers at once. */
    List<RegistrationInfo> all() {
        return location.all(time.nanoTime()).toCompletableFuture().getNow(List.of()).stream().map(this::info).toList();
    }

    /** Removes all contacts of a user, given as a name or an address of record. */
    CompletionStage<Boolean> remove(String aor) {
        Optional<String> key = canonical(aor);
        if (key.isEmpty()) {
            return CompletableFuture.completedStage(false);
        }
        return location
                .update(key.get(), BindingChanges.removeAll(LocationEvent.Removal.BY_OPERATOR), time.nanoTime())
                .thenApply(decision -> decision instanceof BindingDecision.Store store && !store.events().isEmpty());
    }

    private Optional<String> canonical(String aor) {
        if (!aor.contains(":")) {
            return Optional.of(domains.addressOfRecord(aor));
        }
        try {
            return Uri.of(aor) instanceof SipUri uri && domains.serves(uri)
                    ? uri.user().map(domains::addressOfRecord)
                    : Optional.empty();
        } catch (SipSyntaxException malformed) {
            return Optional.empty();
        }
    }

    int size() {
        return location.size();
    }

    @Override
    public void onEvent(LocationEvent event) {
        Instant at = time.wallClock();
        RegistrationInfo info = info(event.binding());
        if (event instanceof LocationEvent.Registered) {
            events.publish(new EngineEvent.Registered(info, false, at));
        } else if (event instanceof LocationEvent.Refreshed) {
            events.publish(new EngineEvent.Registered(info, true, at));
        } else if (event instanceof LocationEvent.Unregistered removed) {
            String why = removed.why().name().toLowerCase(Locale.ROOT).replace('_', '-');
            events.publish(new EngineEvent.Unregistered(info, why, at));
        } else if (event instanceof LocationEvent.Expired) {
            events.publish(new EngineEvent.Unregistered(info, "expired", at));
        }
    }

    private RegistrationInfo info(Binding binding) {
        Duration left = Duration.ofNanos(binding.expiresAt() - time.nanoTime());
        return new RegistrationInfo(
                binding.aor(),
                binding.contact().withoutParameter("pn-prid").toString(), // whoever knows it can wake the phone
                binding.flow().protocol().name().toLowerCase(Locale.ROOT),
                binding.source(),
                binding.registeredAt(),
                time.wallClock().plus(left),
                Optional.of(binding.userAgent()).filter(name -> !name.isEmpty()));
    }
}
