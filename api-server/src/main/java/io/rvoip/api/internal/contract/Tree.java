package io.rvoip.api.internal.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ways through a parsed document; what is absent is empty. */
final class Tree {
    private Tree() {}

    static Map<String, Object> at(Map<String, Object> root, String... names) {
        Map<String, Object> node = root;
        for (String name : names) {
            node = map(node, name);
        }
        return node;
    }

    static Map<String, Object> map(Map<String, Object> parent, String name) {
        return map(parent.get(name));
    }

    static Map<String, Object> map(@Nullable Object value) {
        Map<String, Object> typed = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> typed.put(String.valueOf(key), member));
        }
        return typed;
    }

    static List<?> list(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof List<?> list ? list : List.of();
    }

    static String text(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof String text ? text : "";
    }
}
