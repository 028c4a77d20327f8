package io.rvoip.engine.call;

import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingChanges;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.engine.trunk.Trunks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Finds the phones of a user, and the ways to a number. Thread-safe. */
public final class Router {
    private final Domains domains;
    private final UserDirectory users;
    private final LocationService location;
    private final Trunks trunks;

    public Router(Domains domains, UserDirectory users, LocationService location, Trunks trunks) {
        this.domains = domains;
        this.users = users;
        this.location = location;
        this.trunks = trunks;
    }

    /** Where a call goes. */
    public sealed interface Route {
        /** To these phones, at least one; those that answer their keep-alives or can be woken, if any does. */
        record Phones(List<Binding> bindings) implements Route {}

        /** To these places, at least one: to the next when the way to one fails. */
        record InTurn(List<Place> places) implements Route {}

        /** Nowhere: 404 for an unknown user, 480 for one who is not registered, 500 when nobody can tell. */
        record Nowhere(int status, String why) implements Route {}
    }

    /**
     * Finds where a call goes: to the phones of the user of that name, or out to the number that it is; completes on any
     * thread, never fails.
     *
     * @param draw 64 random bits, for the lot among equal trunks
     */
    public CompletionStage<Route> route(Caller caller, String called, long draw, long now) {
        return find(called, now).thenCompose(route -> route instanceof Route.Nowhere nowhere && nowhere.status() == 404
                && caller.mayDial() ? dial(caller, called, draw, route) : done(route));
    }

    private CompletionStage<Route> dial(Caller caller, String called, long draw, Route nobody) {
        return trunks.dialled(called).map(number -> trunks.lookUp(number).thenApply(addresses -> {
            Stream<Place> peers = addresses.stream().filter(address -> !domains.serves(address)).map(Place.Peer::new);
            Stream<Place> gateways = trunks.towards(number, draw).stream().map(
                    trunk -> new Place.Gateway(trunk, trunk.uri(number), trunk.presents(caller.user())));
            List<Place> places = Stream.concat(peers, gateways).toList();
            return places.isEmpty() ? nobody : (Route) new Route.InTurn(places);
        })).orElseGet(() -> done(nobody));
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
