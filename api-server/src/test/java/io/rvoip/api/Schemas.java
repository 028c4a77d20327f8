package io.rvoip.api;

import io.rvoip.api.internal.contract.Contract;
import io.rvoip.api.internal.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says where a value differs from a schema of the contract, as far as the contract uses JSON Schema. */
final class Schemas {
    private final Map<String, Object> document = Json.readTree(Contract.load().json());

    /** What is wrong; empty when nothing is. */
    List<String> problems(String schema, Object value) {
        List<String> problems = new ArrayList<>();
        check("$", resolve("#/components/schemas/" + schema), value, problems);
        return problems;
    }

    private void check(String at, Map<String, Object> schema, Object value, List<String> problems) {
        if (schema.get("$ref") instanceof String reference) {
            check(at, resolve(reference), value, problems);
            return;
        }
        if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(value)
                || schema.containsKey("const") && !schema.get("const").equals(value)) {
            problems.add(at + ": " + value + " is not listed");
        }
        if (!typed(String.valueOf(schema.get("type")), value)) {
            problems.add(at + ": " + value + " is no " + schema.get("type"));
        } else if (value instanceof Map<?, ?> object) {
            checkMembers(at, schema, object, problems);
        } else if (value instanceof List<?> items && schema.containsKey("items")) {
            items.forEach(item -> check(at + "[]", map(schema.get("items")), item, problems));
        } else if ("date-time".equals(schema.get("format"))) {
            Instant.parse(String.valueOf(value));
        }
    }

    private void checkMembers(String at, Map<String, Object> schema, Map<?, ?> object, List<String> problems) {
        if (schema.get("required") instanceof List<?> required) {
            required.stream().filter(name -> !object.containsKey(name))
                    .forEach(name -> problems.add(at + "." + name + " is missing"));
        }
        Map<String, Object> known = map(schema.get("properties"));
        object.forEach((name, member) -> {
            if (known.containsKey(name)) {
                check(at + "." + name, map(known.get(name)), member, problems);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                problems.add(at + "." + name + " is not in the contract");
            }
        });
    }

    private static boolean typed(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> true;
        };
    }

    private Map<String, Object> resolve(String reference) {
        Map<String, Object> node = document;
        for (String name : reference.substring(2).split("/")) {
            node = map(node.get(name));
        }
        if (node.isEmpty()) {
            throw new AssertionError(reference + " is not in the contract");
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
