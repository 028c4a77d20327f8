package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.SipResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * SECURITY.md, fuzzing: the registrar is a map, from contacts, and from flows, which their number names and not their
 * contact. Whatever is registered in whatever order, a plain map says the same.
 */
class RegistrarModelTest {
    private static final int MOST = 3;

    /** One REGISTER, after a pause. */
    record Step(String user, String callId, int cseq, List<Wish> wishes, boolean star, int pause) {}

    /** One contact of it; a flow when {@code regId} is not 0. */
    record Wish(int phone, int regId, int seconds) {
        String key() {
            return regId == 0 ? "p" + phone : "f" + regId;
        }
    }

    /** What the model knows of a binding. */
    record Entry(String callId, int cseq, long expiresAt) {}

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Wish> wish = Combinators.combine(
                Arbitraries.integers().between(0, 4), Arbitraries.of(0, 0, 0, 1, 2), Arbitraries.of(0, 30, 60, 120, 600))
                .as(Wish::new);
        return Combinators.combine(
                Arbitraries.of("alice", "bob"), Arbitraries.of("c1", "c2"), Arbitraries.integers().between(1, 12),
                wish.list().uniqueElements(Wish::key).ofMaxSize(4), Arbitraries.of(false, false, false, false, true),
                Arbitraries.of(0, 1, 59, 61, 200)).as(Step::new);
    }

    @Property(tries = 400)
    void registrarIsAMap(@ForAll @Size(max = 40) List<@From("steps") Step> steps) {
        RegistrarFixture on = new RegistrarFixture();
        on.settings = on.settings.withMaxContacts(MOST);
        Map<String, Map<String, Entry>> model = new HashMap<>();
        Map<String, Integer> alive = new HashMap<>();
        on.store().listen(event -> alive.merge(
                event.binding().aor(), event.isEnd() ? -1 : event instanceof LocationEvent.Registered ? 1 : 0, Integer::sum));
        for (Step step : steps) {
            on.time.advance(Duration.ofSeconds(step.pause()));
            long now = on.time.nanoTime();
            model.values().forEach(bindings -> bindings.values().removeIf(entry -> entry.expiresAt() <= now));
            Map<String, Entry> bindings = model.computeIfAbsent(step.user(), any -> new LinkedHashMap<>());
            int expected = apply(bindings, step, now);
            SipResponse response = register(on, step);
            assertThat(response.status()).as("%s", step).isEqualTo(expected);
            check(on, model, alive);
        }
        on.time.settle(Duration.ofHours(1));
        assertThat(on.store().size()).isZero();
        assertThat(on.store().timers()).isZero();
        assertThat(alive.values()).allMatch(count -> count == 0);
    }

    private static int apply(Map<String, Entry> bindings, Step step, long now) {
        if (step.star()) {
            if (bindings.values().stream().anyMatch(entry -> isLate(entry, step))) {
                return 500;
            }
            bindings.clear();
            return 200;
        }
        if (step.wishes().size() > MOST) {
            return 403;
        }
        if (step.wishes().stream().anyMatch(wish -> wish.seconds() > 0 && wish.seconds() < 60)) {
            return 423;
        }
        long lasting = step.wishes().stream().filter(wish -> wish.seconds() > 0).count();
        if (lasting > 1 && step.wishes().stream().anyMatch(wish -> wish.seconds() > 0 && wish.regId() > 0)) {
            return 400;
        }
        Map<String, Entry> after = new LinkedHashMap<>(bindings);
        for (Wish wish : step.wishes()) {
            Entry known = bindings.get(wish.key());
            if (known != null && isLate(known, step)) {
                return 500;
            }
            if (wish.seconds() == 0) {
                after.remove(wish.key());
            } else {
                long expiresAt = now + wish.seconds() * 1_000_000_000L;
                after.put(wish.key(), new Entry(step.callId(), step.cseq(), expiresAt));
            }
        }
        if (after.size() > MOST) {
            return 403;
        }
        bindings.clear();
        bindings.putAll(after);
        return 200;
    }

    private static boolean isLate(Entry entry, Step step) {
        return entry.callId().equals(step.callId()) && step.cseq() <= entry.cseq();
    }

    private static SipResponse register(RegistrarFixture on, Step step) {
        String aor = "<sip:" + step.user() + "@rvoip.test>";
        List<String> lines = new ArrayList<>(List.of(
                "From: " + aor + ";tag=1", "To: " + aor, "Call-ID: " + step.callId(),
                "CSeq: " + step.cseq() + " REGISTER"));
        if (step.star()) {
            lines.add("Contact: *");
            lines.add("Expires: 0");
        }
        for (Wish wish : step.star() ? List.<Wish>of() : step.wishes()) {
            String flow = wish.regId() == 0 ? "" : ";+sip.instance=\"<urn:x>\";reg-id=" + wish.regId();
            lines.add("Contact: <sip:p" + wish.phone() + "@198.51.100.9>;expires=" + wish.seconds() + flow);
        }
        return on.register(on.request(lines.toArray(String[]::new)), RegistrarFixture.UDP, step.user());
    }

    private static void check(RegistrarFixture on, Map<String, Map<String, Entry>> model, Map<String, Integer> alive) {
        int all = 0;
        for (Map.Entry<String, Map<String, Entry>> user : model.entrySet()) {
            String aor = "sip:" + user.getKey() + "@rvoip.test";
            TreeSet<String> expected = new TreeSet<>();
            user.getValue().forEach((phone, entry) -> expected.add(phone + " " + entry));
            TreeSet<String> actual = new TreeSet<>();
            for (Binding b : on.store().current(aor, on.time.nanoTime())) {
                actual.add((b.device().isFlow() ? "f" + b.device().regId() : b.contact().user().orElseThrow()) + " "
                        + new Entry(b.callId(), (int) b.cseq(), b.expiresAt()));
            }
            assertThat(actual).isEqualTo(expected);
            assertThat(alive.getOrDefault(aor, 0)).as("what events say").isEqualTo(expected.size());
            all += expected.size();
        }
        assertThat(on.store().size()).isEqualTo(all);
        assertThat(on.metrics.gaugeValue("rvoip_registrations")).isEqualTo(all);
    }
}
