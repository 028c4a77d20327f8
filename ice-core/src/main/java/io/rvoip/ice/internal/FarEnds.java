package io.rvoip.ice.internal;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One set of credentials and candidates of ours, and all who answer the same offer with their own: one {@link Generation}
 * for each. Media goes to one of them; the others are kept reachable until it is settled who stays.
 */
final class FarEnds implements Gatherer.Listener {
    static final int MOST = 8;
    private static final int MOST_EARLY = 16;
    /** Of those who were left, which are remembered. */
    static final int MOST_LEFT = 64;

    private final AgentContext context;
    private final Routes routes;
    private final Gatherer gatherer;
    private final IceCredentials credentials;
    private final OwnNames names;
    private final Map<Generation, FarEnd> all = new LinkedHashMap<>();
    private final Map<String, Generation> named = new LinkedHashMap<>();
    private final List<Early> early = new ArrayList<>();
    private final Set<String> left = new HashSet<>();
    private List<IceSocket> sockets = List.of();
    private Generation active;

    /** A check of somebody whose answer has not come yet. */
    record Early(String name, int stream, CheckList.EarlyCheck check) {}

    /** @param former ours before, of the same agent; null: this is the first time */
    FarEnds(AgentContext context, Routes routes, @Nullable OwnNames former) {
        this.context = context;
        this.routes = routes;
        gatherer = new Gatherer(context, routes.relays(), this);
        credentials = IceCredentials.random(context.ids());
        names = new OwnNames(credentials, former);
        active = another();
        all.get(active).told(true);
    }

    private Generation another() {
        FarEnd end = new FarEnd(context.events(), false);
        Generation made = new Generation(context.with(end), routes, gatherer, this::isAlone, credentials);
        all.put(made, end);
        return made;
    }

    /** Whether there is one only. */
    boolean isAlone() {
        return all.size() == 1;
    }

    /** That of the one media goes to. */
    Generation active() {
        return active;
    }

    IceCredentials credentials() {
        return credentials;
    }

    OwnNames names() {
        return names;
    }

    /** Whether a request is for this search. */
    boolean isFor(StunMessage request) {
        return names.isNamed(request) || names.isNamedAsBefore(request) && end(nameIn(request)) != null;
    }

    private @Nullable Generation end(String name) {
        for (Generation end : all.keySet()) {
            if (end.isOf(name)) {
                return end;
            }
        }
        return null;
    }

    IceState state() {
        return active.state();
    }

    void gather(List<IceSocket> given, long now) {
        sockets = given;
        active.begin(given);
        gatherer.start(given, now);
    }

    /**
     * Media goes to the far end of this name, a new one if need be.
     *
     * @return whether it went to another before
     */
    boolean turnTo(String name, long now) {
        Generation known = named.get(name);
        if (known == active) {
            return false;
        }
        left.remove(name);
        if (known == null && !named.containsValue(active)) {
            named.put(name, active); // the first who answers
            return false;
        }
        all.get(active).told(false);
        active = known == null ? added(name, now) : known;
        all.get(active).told(true);
        active.repeat();
        return true;
    }

    private Generation added(String name, long now) {
        if (all.size() >= MOST) {
            Generation first = named.values().stream().filter(one -> one != active).findFirst().orElseThrow();
            context.dropped("far-ends");
            forget(first);
        }
        List<Found> locals = active.locals();
        Generation made = another();
        named.put(name, made);
        made.begin(sockets);
        locals.forEach(one -> made.found(one.stream(), one.candidate(), now));
        return made;
    }

    /** A local candidate of one stream. */
    record Found(int stream, IceCandidate candidate) {}

    /** The credentials of the one that media goes to. */
    void remote(CheckList list, IceCredentials theirs, long now) {
        claimEarly(theirs.fragment(), active);
        active.remote(list, theirs, now);
    }

    private void claimEarly(String name, Generation by) {
        early.removeIf(check -> {
            boolean its = check.name().equals(name);
            if (its) {
                by.list(check.stream()).early(check.check());
            }
            return its;
        });
    }

    private void forget(Generation end) {
        all.remove(end);
        if (left.size() >= MOST_LEFT) {
            left.clear();
        }
        named.entrySet().removeIf(entry -> entry.getValue() == end && left.add(entry.getKey()));
        end.close();
    }

    /** Only the one that media goes to stays. */
    void settle() {
        early.clear();
        List.copyOf(all.keySet()).stream().filter(end -> end != active).forEach(this::forget);
        active.finish();
    }

    @Override
    public void found(int stream, IceCandidate candidate, long now) {
        List.copyOf(all.keySet()).forEach(end -> end.found(stream, candidate, now));
    }

    @Override
    public void gathered(long now) {
        List.copyOf(all.keySet()).forEach(end -> end.gathered(now));
    }

    boolean gathererTook(StunMessage message, InetSocketAddress local, InetSocketAddress from, long now) {
        return gatherer.received(message, local, from, now);
    }

    boolean requested(StunMessage request, InetSocketAddress local, InetSocketAddress from, long now) {
        String name = nameIn(request);
        if (left.contains(name)) {
            return true; // no consent (RFC 7675 §4)
        }
        Generation end = end(name);
        if (end != null) {
            return end.requested(request, names.keyOf(request), local, from, now);
        }
        return active.stranger(request, names.keyOf(request), local, from, (list, check) -> keep(early, name, list, check), now);
    }

    static void keep(List<Early> early, String name, CheckList list, CheckList.EarlyCheck check) {
        Early one = new Early(name, list.stream, check);
        if (early.size() < MOST_EARLY && !early.contains(one)) {
            early.add(one);
        }
    }

    /** The second half of a user name: the sender's own fragment (RFC 8445 §7.2.2). */
    static String nameIn(StunMessage request) {
        return request.attribute(StunAttribute.Username.class)
                .map(StunAttribute.Username::value)
                .map(both -> both.substring(both.indexOf(':') + 1))
                .orElse("");
    }

    boolean answered(StunMessage answer, InetSocketAddress local, InetSocketAddress from, long now) {
        for (Generation end : List.copyOf(all.keySet())) {
            if (end.answered(answer, local, from, now)) {
                return true;
            }
        }
        return false;
    }

    void connectionBroken(InetSocketAddress local, InetSocketAddress to, String why, long now) {
        List.copyOf(all.keySet()).forEach(end -> end.connectionBroken(local, to, why, now));
    }

    long nextDeadline() {
        long next = gatherer.nextDeadline();
        for (Generation end : all.keySet()) {
            next = Math.min(next, end.nextDeadline());
        }
        return next;
    }

    void onDeadline(long now) {
        gatherer.onDeadline(now);
        List.copyOf(all.keySet()).forEach(end -> end.onDeadline(now));
    }

    /** Another search takes its place: its end is no failure. */
    void retire() {
        settle();
        active.retire();
        gatherer.stop();
    }

    void close() {
        all.keySet().forEach(Generation::close);
        gatherer.stop();
    }

    /** Whether something selected goes over this relay. */
    boolean uses(@Nullable InetSocketAddress relayed) {
        return all.keySet().stream().anyMatch(end -> end.uses(relayed));
    }

    IceRole role() {
        return active.role();
    }
}
