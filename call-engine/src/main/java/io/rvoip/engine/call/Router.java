package io.rvoip.engine.call;

import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.BindingChanges;
import io.rvoip.engine.registrar.Gruu;
import io.rvoip.engine.registrar.Gruus;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.session.NextHop;
import io.rvoip.session.RegisteredPhone;
import io.rvoip.sip.uri.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Finds the phones of a user, and the ways to a number. Thread-safe. */
public final class Router {
    private final Domains domains;
    private final UserDirectory users;
    private final LocationService location;
    private final Gruus gruus;
    private final Trunks trunks;

    /** @param gruus reads the addresses of single phones */
    public Router(Domains domains, UserDirectory users, LocationService location, Gruus gruus, Trunks trunks) {
        this.gruus = gruus;
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

    /** Looks up whom an address of our domain names: a user, or one phone of a user. As {@link #find(String, long)}. */
    public CompletionStage<Route> find(SipUri uri, long now) {
        return gruus.read(uri).map(gruu -> find(gruu, now)).orElseGet(() -> find(uri.user().orElse(""), now));
    }

    /** Looks a user up; completes on any thread, never fails. */
    public CompletionStage<Route> find(String user, long now) {
        return found(user, location.find(domains.addressOfRecord(user), now));
    }

    /** The phone that an address of our domain leads to, and no other (RFC 5627 §6.1). */
    private CompletionStage<Route> find(Gruu gruu, long now) {
        return found(gruu.user(), location.find(domains.addressOfRecord(gruu.user()), now)
                .thenApply(bindings -> bindings.stream().filter(gruu::leadsTo).toList()))
                .thenApply(route -> route instanceof Route.Nowhere nowhere && nowhere.status() == 480
                        ? new Route.Nowhere(gruu.statusWithoutPhone(), "the phone of this address is not registered") : route);
    }

    private CompletionStage<Route> found(String user, CompletionStage<List<Binding>> asked) {
        return asked.thenCompose(bindings -> bindings.isEmpty() ? absent(user) : done(phones(bindings)))
                .exceptionally(failure -> new Route.Nowhere(500, "the location service cannot tell"));
    }

    /** The phone whose address this is, for requests within a call; completes on any thread, never fails. */
    public CompletionStage<Optional<RegisteredPhone>> phoneOf(SipUri gruu, long now) {
        return find(gruu, now).thenApply(route -> route instanceof Route.Phones phones
                ? Optional.of(PhoneFlows.of(phones.bindings()).get(0).first())
                        .map(binding -> new RegisteredPhone(binding.contact(), hop(binding), binding.path()))
                : Optional.empty());
    }

    private static NextHop hop(Binding binding) {
        return !binding.path().isEmpty() && binding.reach() == Reach.CONTACT
                && binding.path().get(0).uri() instanceof SipUri proxy ? NextHop.through(proxy) : binding.nextHop();
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
