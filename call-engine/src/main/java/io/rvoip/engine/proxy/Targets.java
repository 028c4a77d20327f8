package io.rvoip.engine.proxy;

import io.rvoip.engine.call.Router;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Finds the places a request is for (RFC 3261 §16.5). Answers on the loop it is confined to, perhaps at once. */
final class Targets {
    private final ProxyContext context;
    private final OwnNames names;
    private final Wayfinder ways;

    Targets(ProxyContext context, OwnNames names, Wayfinder ways) {
        this.context = context;
        this.names = names;
        this.ways = ways;
    }

    /**
     * Where the request says itself; within a call the flow on which a phone of ours registered that very contact, since
     * nothing else reaches it through a NAT or over a connection of its own making.
     */
    void named(Arrival arrival, Consumer<Place> then) {
        Place plain = Place.of(arrival.uri());
        boolean toPhone = arrival.known() && arrival.routes().isEmpty()
                && arrival.request().to().uri() instanceof SipUri to && context.domains().serves(to);
        if (!toPhone) {
            then.accept(plain);
            return;
        }
        String user = ((SipUri) arrival.request().to().uri()).user().orElse("");
        ways.onLoop(context.router().find(user, context.loop().now()), (route, failure) ->
                then.accept(route instanceof Router.Route.Phones phones ? known(phones.bindings(), plain) : plain));
    }

    private static Place known(List<Binding> bindings, Place plain) {
        if (plain.uri() instanceof SipUri contact) {
            for (PhoneFlows phone : PhoneFlows.of(bindings)) {
                for (Binding binding : phone.flows()) {
                    if (binding.reach() != Reach.CONTACT && binding.path().isEmpty() && binding.isFor(contact)) {
                        return new Place(contact, binding.flow(), 1.0, null);
                    }
                }
            }
        }
        return plain;
    }

    /** The phone of an address of ours; not told where there is none. */
    void phone(SipUri gruu, Consumer<Place> then) {
        ways.onLoop(context.router().find(gruu, context.loop().now()), (route, failure) -> {
            if (route instanceof Router.Route.Phones phones) {
                then.accept(Place.of(PhoneFlows.of(phones.bindings()).get(0)));
            }
        });
    }

    /**
     * Where the contacts of a redirect lead: for each, in their order, the phones of a user of ours, or the place itself. On the
     * loop, perhaps at once.
     */
    void of(List<SipUri> contacts, Flow flow, Consumer<List<List<Place>>> then) {
        find(contacts.iterator(), flow, new ArrayList<>(contacts.size()), then);
    }

    private void find(Iterator<SipUri> contacts, Flow flow, List<List<Place>> found, Consumer<List<List<Place>>> then) {
        if (!contacts.hasNext()) {
            then.accept(found);
            return;
        }
        SipUri uri = contacts.next();
        if (!names.leadsHere(uri, flow)) {
            found.add(List.of(Place.of(uri)));
            find(contacts, flow, found, then);
            return;
        }
        ways.onLoop(context.router().find(uri, context.loop().now()), (route, failure) -> {
            if (route instanceof Router.Route.Phones phones) {
                found.addAll(groups(phones.bindings(), uri.secure()));
            }
            find(contacts, flow, found, then);
        });
    }

    /** The phones with the best q, in groups of equal q (§16.6): a {@code sips:} call rings secure ones only. */
    List<List<Place>> groups(List<Binding> bindings, boolean secure) {
        List<Binding> best = new ArrayList<>(bindings);
        best.removeIf(binding -> secure && !binding.flow().protocol().secure());
        best.sort(Comparator.comparingDouble(Binding::q).reversed());
        List<List<Place>> groups = new ArrayList<>(1);
        double q = -1;
        List<PhoneFlows> phones = PhoneFlows.of(best);
        for (PhoneFlows phone : phones.subList(0, Math.min(phones.size(), context.config().limits().maxPlaces()))) {
            Place place = Place.of(phone);
            if (place.q() != q) {
                q = place.q();
                groups.add(new ArrayList<>(best.size()));
            }
            groups.get(groups.size() - 1).add(place);
        }
        return groups;
    }
}
