package io.rvoip.sip.transport.dns;

import io.rvoip.common.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks things up in the domain name system: from the cache where it can, each question asked once however many wait
 * for it, aliases followed, and everything bounded by {@link DnsLimits}. Of an answer only what belongs to the name
 * that was asked for, or to its aliases, is believed; whatever else is in it costs one pass and is dropped.
 *
 * <p>Confined to its loop. Does no I/O; that is the {@link DnsClient}'s.
 */
public final class DnsLookup {
    private final DnsClient client;
    private final Loop loop;
    private final DnsLimits limits;
    private final DnsCache cache;
    private final Map<DnsQuestion, Pending> pending = new LinkedHashMap<>();
    private final Loop.Timer patience;
    private int waiting;

    /** Look-ups on this loop by that client, which answers on the loop. Made anywhere, then used on the loop. */
    public DnsLookup(DnsClient client, Loop loop, DnsLimits limits) {
        this.client = client;
        this.loop = loop;
        this.limits = limits;
        cache = new DnsCache(limits);
        patience = loop.timer(this::overdue);
    }

    /** Who waits for the answer to a question, and for how long. */
    private record Pending(List<Consumer<DnsAnswer>> waiters, long until) {}

    /** The bounds. */
    public DnsLimits limits() {
        return limits;
    }

    /**
     * Looks up one thing.
     *
     * @param then is told once, on the loop, perhaps inside this call
     */
    public void find(DnsQuestion question, Consumer<DnsResult> then) {
        new Search(question, then).look(question);
    }

    /** Looks up several things at once, and tells the results in the order of the questions. */
    public void findAll(List<DnsQuestion> questions, Consumer<List<DnsResult>> then) {
        if (questions.isEmpty()) {
            then.accept(List.of());
            return;
        }
        Map<Integer, DnsResult> results = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            int at = i;
            find(questions.get(i), result -> {
                results.put(at, result);
                if (results.size() == questions.size()) {
                    List<DnsResult> inOrder = new ArrayList<>();
                    for (int k = 0; k < questions.size(); k++) {
                        inOrder.add(results.get(k));
                    }
                    then.accept(inOrder);
                }
            });
        }
    }

    /** Forgets every answer: the network or its name servers changed. */
    public void forget() {
        cache.clear();
    }

    /** Answers kept at this moment. */
    public int cached() {
        return cache.size();
    }

    /** Questions not answered yet. */
    public int pending() {
        return pending.size();
    }

    private void answer(DnsQuestion question, Consumer<DnsAnswer> then) {
        Optional<DnsAnswer> known = cache.get(question, loop.now());
        if (known.isPresent()) {
            then.accept(known.get());
            return;
        }
        Pending asked = pending.get(question);
        if (waiting >= limits.maxWaiting() || asked == null && pending.size() >= limits.maxQuestions()) {
            then.accept(new DnsAnswer.Failed(DnsFailure.Kind.OVERLOADED, "too many look-ups are under way"));
            return;
        }
        waiting++;
        if (asked != null) {
            asked.waiters().add(then);
            return;
        }
        Pending mine = new Pending(new ArrayList<>(List.of(then)), loop.now() + limits.patience().toNanos());
        pending.put(question, mine);
        armPatience();
        client.ask(question, answer -> {
            if (pending.get(question) == mine) { // else given up meanwhile
                settle(question, trimmed(question, answer));
            }
        });
    }

    private void settle(DnsQuestion question, DnsAnswer answer) {
        Pending done = pending.remove(question);
        if (done == null) {
            return;
        }
        waiting -= done.waiters().size();
        cache.put(question, answer, loop.now());
        done.waiters().forEach(waiter -> waiter.accept(answer));
    }

    private void armPatience() {
        patience.arm(pending.isEmpty() ? Loop.Timer.NEVER : pending.values().iterator().next().until());
    }

    /** All have the same patience, so that the oldest question is always the first. */
    private void overdue() {
        while (!pending.isEmpty() && pending.values().iterator().next().until() - loop.now() <= 0) {
            settle(pending.keySet().iterator().next(), new DnsAnswer.Failed(DnsFailure.Kind.TIMEOUT, "no answer"));
        }
        armPatience();
    }

    /** Only what answers the question: records of the name and its aliases, each followed once. */
    private DnsAnswer trimmed(DnsQuestion question, DnsAnswer answer) {
        if (!(answer instanceof DnsAnswer.Records all)) {
            return answer;
        }
        Map<String, AliasRecord> aliases = new LinkedHashMap<>();
        for (DnsRecord record : all.records()) {
            if (record instanceof AliasRecord alias) {
                aliases.putIfAbsent(alias.name(), alias);
            }
        }
        List<DnsRecord> kept = new ArrayList<>();
        String name = question.name();
        while (aliases.containsKey(name) && kept.size() <= limits.maxAliases()) {
            AliasRecord alias = aliases.remove(name);
            kept.add(alias);
            name = alias.target();
        }
        String owner = name;
        all.records().stream()
                .filter(record -> record.type() == question.type() && record.name().equals(owner))
                .limit(limits.maxRecords())
                .forEach(kept::add);
        return new DnsAnswer.Records(kept, all.emptyTtl());
    }

    /** One look-up with the aliases it is led along, over however many answers. */
    private final class Search {
        private final DnsQuestion question;
        private final Consumer<DnsResult> then;
        private final Set<String> names = new HashSet<>();

        Search(DnsQuestion question, Consumer<DnsResult> then) {
            this.question = question;
            this.then = then;
            names.add(question.name());
        }

        void look(DnsQuestion next) {
            answer(next, answer -> answered(next, answer));
        }

        private void answered(DnsQuestion asked, DnsAnswer answer) {
            if (answer instanceof DnsAnswer.NoSuchName) {
                fail(DnsFailure.Kind.NO_SUCH_NAME, asked, "no such name");
            } else if (answer instanceof DnsAnswer.Failed failed) {
                fail(failed.kind(), asked, failed.text());
            } else {
                read(asked, ((DnsAnswer.Records) answer).records());
            }
        }

        private void read(DnsQuestion asked, List<DnsRecord> records) {
            List<DnsRecord> wanted = records.stream().filter(record -> record.type() == question.type()).toList();
            String name = asked.name();
            for (DnsRecord record : records) {
                if (record instanceof AliasRecord alias) {
                    name = alias.target();
                    if (!names.add(name) || names.size() > limits.maxAliases() + 1) {
                        fail(DnsFailure.Kind.LOOP, asked, "its aliases lead nowhere");
                        return;
                    }
                }
            }
            if (!wanted.isEmpty()) {
                then.accept(new DnsResult.Found(wanted));
            } else if (name.equals(asked.name())) {
                fail(DnsFailure.Kind.NO_RECORDS, asked, "no such record");
            } else {
                String last = name;
                DnsQuestion.of(name, question.type()).ifPresentOrElse(this::look,
                        () -> fail(DnsFailure.Kind.MALFORMED, asked, "an alias of \"" + last + '"'));
            }
        }

        private void fail(DnsFailure.Kind kind, DnsQuestion asked, String text) {
            then.accept(new DnsResult.Nothing(new DnsFailure(kind, asked, text)));
        }
    }
}
