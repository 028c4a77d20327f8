package io.rvoip.session.media;

import io.rvoip.ice.IceUri;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsType;
import io.rvoip.sip.transport.dns.NaptrRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a domain says of its relays, where a URI names neither port nor transport (RFC 5928 section 3 step 4, with the rules of
 * RFC 3958). The transports are tried as the first set of rules ranks them, and as {@link #PREFERENCE} does where one rule has
 * several; each is followed by itself, a few rules far. On the loop of the look-ups.
 */
final class RelayRules {
    /** UDP adds no delay; of the others the one that nobody on the way reads. */
    static final List<TurnServer.Transport> PREFERENCE =
            List.of(TurnServer.Transport.UDP, TurnServer.Transport.TLS, TurnServer.Transport.TCP);

    private static final int DEEPEST = 4;
    /** Questions for one URI: rules may branch. */
    private static final int MOST_QUESTIONS = 16;
    private static final String SERVICE = "relay";
    private static final Map<TurnServer.Transport, String> TAGS = Map.of(TurnServer.Transport.UDP, "turn.udp",
            TurnServer.Transport.TCP, "turn.tcp", TurnServer.Transport.TLS, "turn.tls");

    private final DnsLookup by;
    private final ServerLookup servers;
    private int questions;

    RelayRules(DnsLookup by) {
        this.by = by;
        this.servers = new ServerLookup(by);
    }

    /** A rule, followed for one transport. */
    private record Step(NaptrRecord rule, TurnServer.Transport transport) {}

    /** @param none run in place of {@code then} where the domain has no rules for relays */
    void find(IceUri uri, Consumer<List<ServerPlace>> then, Runnable none) {
        List<TurnServer.Transport> wanted =
                uri.scheme() == IceUri.Scheme.TURNS ? List.of(TurnServer.Transport.TLS) : PREFERENCE;
        rules(uri.host(), wanted, steps -> {
            if (steps.isEmpty()) {
                none.run();
            } else {
                follow(steps, 1, new ArrayList<>(), then);
            }
        });
    }

    private void rules(String name, List<TurnServer.Transport> wanted, Consumer<List<Step>> then) {
        Optional<DnsQuestion> question = DnsQuestion.of(name, DnsType.NAPTR);
        if (question.isEmpty() || questions++ >= MOST_QUESTIONS) {
            then.accept(new ArrayList<>());
            return;
        }
        by.find(question.get(), result -> {
            List<Step> steps = new ArrayList<>();
            result.records(NaptrRecord.class).stream()
                    .filter(rule -> rule.regexp().isEmpty())
                    .sorted(Comparator.comparingInt(NaptrRecord::order).thenComparingInt(NaptrRecord::preference))
                    .forEach(rule -> wanted.stream().filter(transport -> serves(rule, transport))
                            .forEach(transport -> steps.add(new Step(rule, transport))));
            then.accept(steps);
        });
    }

    private static boolean serves(NaptrRecord rule, TurnServer.Transport transport) {
        List<String> tags = List.of(rule.service().toLowerCase(Locale.ROOT).split(":"));
        return tags.get(0).equals(SERVICE) && tags.subList(1, tags.size()).contains(TAGS.get(transport));
    }

    private void follow(List<Step> left, int depth, List<ServerPlace> so, Consumer<List<ServerPlace>> then) {
        if (left.isEmpty() || so.size() >= ServerLookup.MOST_PLACES) {
            then.accept(so);
            return;
        }
        Step step = left.remove(0);
        follow(step, depth, more -> {
            so.addAll(more);
            follow(left, depth, so, then);
        });
    }

    private void follow(Step step, int depth, Consumer<List<ServerPlace>> then) {
        String next = step.rule().replacement();
        TurnServer.Transport transport = step.transport();
        if (questions++ >= MOST_QUESTIONS) {
            then.accept(List.of());
            return;
        }
        switch (step.rule().flags().toLowerCase(Locale.ROOT)) {
            case "s" -> servers.services(next, transport, then, () -> then.accept(List.of()));
            case "a" -> servers.addresses(next, port(transport), transport, then);
            case "" -> {
                if (depth >= DEEPEST) {
                    then.accept(List.of());
                } else {
                    rules(next, List.of(transport), steps -> follow(steps, depth + 1, new ArrayList<>(), then));
                }
            }
            default -> then.accept(List.of());
        }
    }

    private static int port(TurnServer.Transport transport) {
        return (transport == TurnServer.Transport.TLS ? IceUri.Scheme.TURNS : IceUri.Scheme.TURN).defaultPort();
    }
}
