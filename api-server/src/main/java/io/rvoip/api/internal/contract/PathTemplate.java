package io.rvoip.api.internal.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path of the contract.
 *
 * @param text as written: {@code /v1/calls/{id}}
 * @param segments its parts
 */
record PathTemplate(String text, List<String> segments) {
    static PathTemplate of(String text) {
        return new PathTemplate(text, List.of(text.substring(1).split("/", -1)));
    }

    /** The values of the parameters, when {@code path} has this form. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String wanted = segments.get(i);
            if (wanted.startsWith("{")) {
                values.put(wanted.substring(1, wanted.length() - 1), path.get(i));
            } else if (!wanted.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
