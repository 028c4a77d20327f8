package io.rvoip.api.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The members of an object that was read. Each is taken by its name and type; what nobody took is refused by
 * {@link #end()}. All refusals are {@link JsonException}s. Confined to one thread.
 */
public final class Members {
    private final Map<String, Object> left;

    Members(Map<String, Object> members) {
        left = new LinkedHashMap<>(members);
    }

    /** A whole number from {@code least}, if it is there. */
    public OptionalLong number(String name, long least) {
        Object value = left.remove(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long number && number >= least) {
            return OptionalLong.of(number);
        }
        throw new JsonException(name + ": expected a whole number, at least " + least);
    }

    /** A text without control characters, of 1 to {@code most} characters; it must be there. */
    public String text(String name, int most) {
        Object value = left.remove(name);
        if (value instanceof String text && !text.isEmpty() && text.length() <= most && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw new JsonException(name + ": expected a text of 1 to " + most + " characters");
    }

    /** Texts, at most {@code most}; they must be there. */
    public List<String> texts(String name, int most) {
        if (!(left.remove(name) instanceof List<?> items)) {
            throw new JsonException(name + ": expected a list of texts");
        }
        if (items.size() > most) {
            throw new JsonException(name + ": expected at most " + most);
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            texts.add(text(name, item));
        }
        return texts;
    }

    /** Refuses what is left. */
    public void end() {
        if (!left.isEmpty()) {
            throw new JsonException("unknown member " + left.keySet().iterator().next());
        }
    }

    private static String text(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new JsonException(name + ": expected a text");
    }
}
