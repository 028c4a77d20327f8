package io.rvoip.engine.call;

import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingChanges;
import io.rvoip.engine.registrar.LocationService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the phones of a user. Thread-safe. */
public final class Router {
    private final Domains domains;
    private final UserDirectory users;
    private final LocationService location;

    public Router(Domains domains, UserDirectory users, LocationService location) {
        this.domains = domains;
        this.users = users;
        this.location = location;
    }

    /** Where a call goes. */
    public sealed interface Route {
        /** To these phones, at least one; those that answer their keep-alives or can be woken, if any does. */
        record Phones(List<Binding> bindings) implements Route {}

        /** Nowhere: 404 for an unknown user, 480 for one who is not registered, 500 when nobody can tell. */
        record Nowhere(int status, String why) implements Route {}
    }

    /** Looks a user up; completes on any thread, never fails. */
    public CompletionStage<Route> find(String user, long now) {
        return location.find(domains.addressOfRecord(user), now)
                .thenCompose(bindings -> bindings.isEmpty() ? absent(user) : done(phones(bindings)))
                .exceptionally(failure -> new Route.Nowhere(500, "the location service cannot tell"));
    }

    /** A way to a phone is dead: as long as it does not register anew, others are tried first. */
    public void flowFailed(Binding binding, long now) {
        location.update(binding.aor(), BindingChanges.reachable(binding, false), now);
    }

    private static Route phones(List<Binding> bindings) {
        List<Binding> alive =
                bindings.stream().filter(phone -> phone.reachable() || phone.device().pushed()).toList();
        return new Route.Phones(alive.isEmpty() ? bindings : alive);
    }

    private CompletionStage<Route> absent(String user) {
        return users.find(user).thenApply(known -> known.isPresent()
                ? new Route.Nowhere(480, "not registered")
                : new Route.Nowhere(404, "no such user"));
    }

    private static CompletionStage<Route> done(Route route) {
        return CompletableFuture.completedStage(route);
    }
}
