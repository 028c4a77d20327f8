package io.rvoip.builder;

import io.rvoip.builder.WeakerSetting.Allowance;
import io.rvoip.common.ValidationReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The floor of a profile: each setting below it is a problem, unless {@code allowWeaker} gives a reason for it. Confined to one thread.
 */
final class Floor {
    private final String profile;
    private final List<Allowance> allowances;
    private final ValidationReport.Collector problems;
    private final Set<Allowance> used = new HashSet<>();
    private final List<WeakerSetting> weaker = new ArrayList<>();

    Floor(PlatformConfig config, ValidationReport.Collector problems) {
        profile = config.securityProfile().id();
        allowances = Allowance.all(config.allowWeaker());
        this.problems = problems;
    }

    /** Whether a setting is at least as strict as the profile. @param what it is, as in {@code udp} */
    void require(boolean holds, String field, String what, String fix) {
        requireSentence(holds, field, what + " is weaker than profile " + profile + " allows", fix);
    }

    /** The same in other words. @param what is wrong, as a whole */
    void requireSentence(boolean holds, String field, String what, String fix) {
        if (holds) {
            return;
        }
        Optional<Allowance> allowed = allowances.stream().filter(one -> one.covers(field)).findFirst();
        if (allowed.isEmpty()) {
            problems.add(field, what, fix);
            return;
        }
        used.add(allowed.get());
        weaker.add(new WeakerSetting(field, what, allowed.get().reason()));
    }

    /** Once all is asked: a reason for nothing would stay in the file and hide what comes later. */
    void requireNeeded() {
        allowances.stream().filter(one -> !used.contains(one)).forEach(one -> problems.add("allowWeaker",
            one.field().orElse("\"" + one.reason() + "\"") + " is for nothing: nothing there is weaker than profile " + profile + " allows", "leave it out"));
    }

    /** What is let pass so far. */
    List<WeakerSetting> weaker() {
        return List.copyOf(weaker);
    }
}
