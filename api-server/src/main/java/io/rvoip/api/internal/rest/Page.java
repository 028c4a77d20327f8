package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * A part of a list that changes while it is read. A page goes on after the key of the last item of the page before, so
 * that what stays is seen once, whatever comes and goes in between.
 *
 * @param items in order of their keys
 * @param next where the next page begins; empty on the last
 */
record Page<T>(List<T> items, Optional<String> next) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 500;

    Page {
        items = List.copyOf(items);
    }

    /**
     * The page that a request asks for by {@code limit} and {@code cursor}.
     *
     * @param key unique among the items
     */
    static <T> Page<T> of(List<T> all, Function<T, String> key, Map<String, String> query) {
        int limit = limit(query);
        String after = cursor(query);
        PriorityQueue<Keyed<T>> smallest = new PriorityQueue<>(Comparator.<Keyed<T>>naturalOrder().reversed());
        for (T item : all) {
            Keyed<T> keyed = new Keyed<>(key.apply(item), item);
            if (keyed.key.compareTo(after) > 0) {
                smallest.add(keyed);
                if (smallest.size() > limit + 1) {
                    smallest.remove();
                }
            }
        }
        List<Keyed<T>> sorted = new ArrayList<>(smallest);
        sorted.sort(Comparator.naturalOrder());
        if (sorted.size() <= limit) {
            return new Page<>(sorted.stream().map(Keyed::item).toList(), Optional.empty());
        }
        List<Keyed<T>> page = sorted.subList(0, limit);
        return new Page<>(page.stream().map(Keyed::item).toList(), Optional.of(encode(page.get(limit - 1).key)));
    }

    JsonObject json(Function<T, JsonObject> item) {
        return new JsonObject().put("items", items.stream().map(item).toList()).put("next", next);
    }

    private static int limit(Map<String, String> query) {
        String text = query.getOrDefault("limit", Integer.toString(DEFAULT_LIMIT));
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw HttpProblem.badRequest("limit: expected 1-" + MOST + ".").asException();
        }
        return limit;
    }

    private static String cursor(Map<String, String> query) {
        try {
            byte[] octets = Base64.getUrlDecoder().decode(query.getOrDefault("cursor", ""));
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw HttpProblem.badRequest("cursor: expected what next of another page said.").asException();
        }
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private record Keyed<T>(String key, T item) implements Comparable<Keyed<T>> {
        @Override
        public int compareTo(Keyed<T> other) {
            return key.compareTo(other.key);
        }
    }
}
