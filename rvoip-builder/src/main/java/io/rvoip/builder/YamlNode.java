package io.rvoip.builder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rvoip.common.ValidationReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One place in a YAML tree: reads values of a kind, notes which keys were asked for, and collects what is wrong. */
final class YamlNode {
    /** Letters by which a key may be wrong for us to know what was meant. */
    private static final int LARGEST_SLIP = 3;

    private final JsonNode json;
    private final ValidationReport.Collector problems;
    private final Set<String> known = new HashSet<>();

    YamlNode(JsonNode json, ValidationReport.Collector problems) {
        this.json = json;
        this.problems = problems;
    }

    boolean isText() {
        return json.isTextual();
    }

    void problem(String field, String what, String fix) {
        problems.add(field, what, fix);
    }

    boolean has(String key) {
        return !at(key).isMissingNode();
    }

    /** The mapping under {@code key}; an empty one when there is none. */
    YamlNode child(String key) {
        JsonNode value = at(key);
        if (!value.isMissingNode() && !value.isObject()) {
            problems.add(key, "is no mapping", "write keys below it");
            return new YamlNode(MissingNode.getInstance(), problems.at(key));
        }
        return new YamlNode(value, problems.at(key));
    }

    void ifPresent(String key, Consumer<YamlNode> use) {
        JsonNode value = at(key);
        if (!value.isMissingNode()) {
            use.accept(new YamlNode(value, problems.at(key)));
        }
    }

    Optional<String> text(String key) {
        JsonNode value = at(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.isNull()) {
            problems.add(key, "is no text", "write one value");
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    Optional<String> required(String key) {
        Optional<String> value = text(key);
        if (at(key).isMissingNode()) {
            problems.add(key, "is missing", "add it");
        }
        return value;
    }

    Optional<Boolean> flag(String key) {
        JsonNode value = at(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            problems.add(key, value + " (expected: true or false)", "");
            return Optional.empty();
        }
        return Optional.of(value.booleanValue());
    }

    Optional<Integer> number(String key, int least, int most) {
        JsonNode value = at(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < least || value.intValue() > most) {
            problems.add(key, value + " (expected: " + least + "-" + most + ")", "");
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    Optional<Double> decimal(String key) {
        JsonNode value = at(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            problems.add(key, value + " (expected: a number)", "");
            return Optional.empty();
        }
        return Optional.of(value.doubleValue());
    }

    /** A text turned into a value; what the reader refuses is a problem of this key. */
    <T> Optional<T> parsed(String key, Function<String, T> reader) {
        return text(key).flatMap(value -> read(problems.at(key), value, reader));
    }

    /** The same for one word, which its reader gives a name of its own when it refuses it. */
    <T> Optional<T> word(String key, Function<String, T> reader) {
        return text(key).flatMap(value -> read(problems.at(key), value, unnamed(reader)));
    }

    private static <T> Function<String, T> unnamed(Function<String, T> reader) {
        return value -> {
            try {
                return reader.apply(value);
            } catch (IllegalArgumentException refused) {
                String why = String.valueOf(refused.getMessage());
                throw new IllegalArgumentException(why.substring(why.indexOf(": ") + 1).strip(), refused);
            }
        };
    }

    <T> Optional<T> attempt(Supplier<T> maker) {
        return Optional.ofNullable(problems.attempt(maker));
    }

    /** This node itself as a value. */
    <T> Optional<T> self(Function<String, T> reader) {
        return read(problems, json.asText(), reader);
    }

    /** The mapping of names to texts under {@code key}, in its order; the names are free. */
    Map<String, String> texts(String key) {
        return child(key).texts();
    }

    /** The same of this node, which should be a mapping. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        json.fieldNames().forEachRemaining(name -> text(name).ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    /** The mappings in the list under {@code key}. */
    List<YamlNode> list(String key) {
        JsonNode value = at(key);
        if (value.isMissingNode()) {
            return List.of();
        }
        return new YamlNode(value, problems.at(key)).items();
    }

    /** The items of this node, which should be a list. */
    List<YamlNode> items() {
        List<YamlNode> items = new ArrayList<>();
        if (!json.isArray()) {
            problems.add("", "is no list", "write a list: [a, b]");
            return items;
        }
        for (int i = 0; i < json.size(); i++) {
            items.add(new YamlNode(json.get(i), problems.at("[" + i + "]")));
        }
        return items;
    }

    <T> List<T> parsedList(String key, Function<String, T> reader) {
        List<T> values = new ArrayList<>();
        list(key).forEach(item -> item.self(reader).ifPresent(values::add));
        return values;
    }

    /** The words in the list under {@code key}; see {@link #word}. */
    <T> List<T> list(String key, Function<String, T> reader) {
        List<T> values = new ArrayList<>();
        ifPresent(key, node -> values.addAll(node.words(reader)));
        return values;
    }

    /** The words in this list; see {@link #word}. */
    <T> List<T> words(Function<String, T> reader) {
        List<T> values = new ArrayList<>();
        items().forEach(item -> item.self(unnamed(reader)).ifPresent(values::add));
        return values;
    }

    /** Makes a problem of every key nobody asked for. */
    void refuseOthers() {
        for (Iterator<String> names = json.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name)) {
                problems.add(name, "is unknown", nearest(name));
            }
        }
    }

    private String nearest(String name) {
        return known.stream().filter(key -> changes(name, key) <= Math.min(LARGEST_SLIP, name.length() / 2))
            .min(Comparator.comparing((String key) -> changes(name, key)).thenComparing(Comparator.naturalOrder()))
            .map(key -> "did you mean " + key + "?").orElseGet(() -> "known here: " + String.join(", ", known.stream().sorted().toList()));
    }

    /** Letters to be put in, left out or changed to turn one word into the other, whatever the case. */
    private static int changes(String from, String to) {
        int[] above = new int[to.length() + 1];
        Arrays.setAll(above, column -> column);
        for (int row = 1; row <= from.length(); row++) {
            int[] line = new int[to.length() + 1];
            line[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                boolean same = Character.toLowerCase(from.charAt(row - 1)) == Character.toLowerCase(to.charAt(column - 1));
                line[column] = Math.min(above[column - 1] + (same ? 0 : 1), Math.min(above[column], line[column - 1]) + 1);
            }
            above = line;
        }
        return above[to.length()];
    }

    private static <T> Optional<T> read(ValidationReport.Collector problems, String value, Function<String, T> reader) {
        return Optional.ofNullable(problems.<T>attempt(() -> reader.apply(value)));
    }

    private JsonNode at(String key) {
        known.add(key);
        return json.path(key);
    }
}
