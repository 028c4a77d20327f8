package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As {@link FarEnds}, of a lite agent: one {@link LiteGeneration} for each who answers the same offer. */
final class LiteFarEnds {
    private final AgentContext context;
    private final CheckMessages messages;
    private final IceCredentials credentials;
    private final OwnNames names;
    private final Map<LiteGeneration, FarEnd> all = new LinkedHashMap<>();
    private final Map<String, LiteGeneration> named = new LinkedHashMap<>();
    private final List<FarEnds.Early> early = new ArrayList<>();
    private final Set<String> left = new HashSet<>();
    private List<IceSocket> sockets = List.of();
    private LiteGeneration active;

    LiteFarEnds(AgentContext context, CheckMessages messages, @Nullable OwnNames former) {
        this.context = context;
        this.messages = messages;
        credentials = IceCredentials.random(context.ids());
        names = new OwnNames(credentials, former);
        active = another();
        tell(true);
    }

    private LiteGeneration another() {
        FarEnd end = new FarEnd(context.events(), false);
        LiteGeneration made = new LiteGeneration(context.with(end), messages, credentials);
        all.put(made, end);
        return made;
    }

    private void tell(boolean told) {
        FarEnd end = all.get(active);
        if (end != null) {
            end.told(told);
        }
    }

    /** That of the one media goes to. */
    LiteGeneration active() {
        return active;
    }

    IceCredentials credentials() {
        return credentials;
    }

    OwnNames names() {
        return names;
    }

    /** Whether a request is for these. */
    boolean isFor(StunMessage request) {
        return names.isNamed(request) || names.isNamedAsBefore(request) && end(FarEnds.nameIn(request)) != null;
    }

    private @Nullable LiteGeneration end(String name) {
        for (LiteGeneration end : all.keySet()) {
            if (end.isOf(name)) {
                return end;
            }
        }
        return null;
    }

    void gather(List<IceSocket> given) {
        sockets = given;
        active.gather(given);
    }

    /** As {@link FarEnds#turnTo}. */
    boolean turnTo(String name) {
        LiteGeneration known = named.get(name);
        if (known == active) {
            return false;
        }
        left.remove(name);
        if (known == null && !named.containsValue(active)) {
            named.put(name, active);
            return false;
        }
        tell(false);
        active = known == null ? added(name) : known;
        tell(true);
        active.repeat();
        return true;
    }

    private LiteGeneration added(String name) {
        if (all.size() >= FarEnds.MOST) {
            context.dropped("far-ends");
            forget(named.values().stream().filter(one -> one != active).findFirst().orElseThrow());
        }
        LiteGeneration made = another();
        named.put(name, made);
        made.gather(sockets);
        return made;
    }

    private void forget(LiteGeneration end) {
        all.remove(end);
        if (left.size() >= FarEnds.MOST_LEFT) {
            left.clear();
        }
        named.entrySet().removeIf(entry -> entry.getValue() == end && left.add(entry.getKey()));
    }

    void settle() {
        early.clear();
        List.copyOf(all.keySet()).stream().filter(end -> end != active).forEach(this::forget);
    }

    void remote(int stream, IceCredentials theirs, long now) {
        active.remote(stream, theirs);
        List<FarEnds.Early> its = early.stream().filter(check -> check.name().equals(theirs.fragment())).toList();
        early.removeAll(its);
        its.forEach(check -> active.checked(check.stream(), check.check(), now));
    }

    boolean requested(StunMessage request, InetSocketAddress local, InetSocketAddress from, long now) {
        String name = FarEnds.nameIn(request);
        if (left.contains(name)) {
            return true; // no consent (RFC 7675 §4)
        }
        StunKey key = names.keyOf(request);
        LiteGeneration end = end(name);
        if (end != null) {
            return end.requested(request, key, local, from, (list, check) -> end.checked(list.stream, check, now), now);
        }
        return active.requested(request, key, local, from, (list, check) -> FarEnds.keep(early, name, list, check), now);
    }

    long nextDeadline() {
        return all.keySet().stream().mapToLong(LiteGeneration::nextDeadline).min().orElse(Loop.Timer.NEVER);
    }

    void onDeadline(long now) {
        List.copyOf(all.keySet()).forEach(end -> end.onDeadline(now));
    }
}
