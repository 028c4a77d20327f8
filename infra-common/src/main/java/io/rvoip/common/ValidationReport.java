package io.rvoip.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything wrong with a configuration at once, so that nobody has to find the problems one start at a time.
 *
 * @param problems in the order they were found
 */
public record ValidationReport(List<Problem> problems) {
    private static final ValidationReport VALID = new ValidationReport(List.of());

    /** Copies the list. */
    public ValidationReport {
        problems = List.copyOf(problems);
    }

    /** Nothing is wrong. */
    public static ValidationReport valid() {
        return VALID;
    }

    /** A collector of problems at the root of a configuration. */
    public static Collector collect() {
        return new Collector("", new ArrayList<>());
    }

    /** Whether nothing is wrong. */
    public boolean isValid() {
        return problems.isEmpty();
    }

    /**
     * Refuses an invalid configuration.
     *
     * @throws ConfigurationException with all problems
     */
    public void throwIfInvalid() {
        if (!isValid()) {
            throw new ConfigurationException(this);
        }
    }

    /** One line for each problem. */
    @Override
    public String toString() {
        return problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator()));
    }

    /** Gathers problems; those of nested parts get the path of their part. Confined to one thread. */
    public static final class Collector {
        private final String path;
        private final List<Problem> found;

        private Collector(String path, List<Problem> found) {
            this.path = path;
            this.found = found;
        }

        /** A view that adds to the same report, below {@code child}, as in {@code at("listen[1]")}. */
        public Collector at(String child) {
            return new Collector(Problem.join(path, child), found);
        }

        /** Adds a problem; {@code field} may be empty for the part as a whole. */
        public Collector add(String field, String what, String fix) {
            found.add(new Problem(Problem.join(path, field), what, fix));
            return this;
        }

        /** Adds a problem unless {@code holds}. */
        public Collector require(boolean holds, String field, String what, String fix) {
            return holds ? this : add(field, what, fix);
        }

        /** Adds all of another report, below the present path. */
        public Collector include(ValidationReport part) {
            part.problems().forEach(problem -> found.add(problem.under(path)));
            return this;
        }

        /**
         * Makes a part and turns its refusal into problems: {@link ConfigurationException} into all of its own, an
         * {@link IllegalArgumentException} of the form {@code field: what} into one at that field.
         *
         * @return the part, or null when it was refused
         */
        public <T> @Nullable T attempt(Supplier<T> part) {
            try {
                return part.get();
            } catch (ConfigurationException refused) {
                include(refused.report());
            } catch (IllegalArgumentException refused) {
                addRefusal(String.valueOf(refused.getMessage()));
            }
            return null;
        }

        /** What has been found so far. */
        public ValidationReport report() {
            return new ValidationReport(found);
        }

        private void addRefusal(String message) {
            int colon = message.indexOf(": ");
            if (colon > 0 && message.indexOf(' ') > colon) {
                add(message.substring(0, colon), message.substring(colon + 2), "");
            } else {
                add("", message, "");
            }
        }
    }
}
