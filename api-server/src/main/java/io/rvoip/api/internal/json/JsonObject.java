package io.rvoip.api.internal.json;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** An object being built, member by member, in order; what is empty stays out. Confined to one thread. */
public final class JsonObject {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Adds a text. */
    public JsonObject put(String name, String value) {
        members.put(name, value);
        return this;
    }

    /** Adds a whole number. */
    public JsonObject put(String name, long value) {
        members.put(name, value);
        return this;
    }

    /** Adds a truth. */
    public JsonObject put(String name, boolean value) {
        members.put(name, value);
        return this;
    }

    /** Adds a number, unless there is none. */
    public JsonObject put(String name, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            members.put(name, value.getAsDouble());
        }
        return this;
    }

    /** Adds a text, unless there is none. */
    public JsonObject put(String name, Optional<String> value) {
        value.ifPresent(text -> members.put(name, text));
        return this;
    }

    /** Adds an object. */
    public JsonObject put(String name, JsonObject value) {
        members.put(name, value);
        return this;
    }

    /** Adds objects. */
    public JsonObject put(String name, List<JsonObject> values) {
        members.put(name, List.copyOf(values));
        return this;
    }

    /** Adds texts. */
    public JsonObject putTexts(String name, List<String> values) {
        members.put(name, List.copyOf(values));
        return this;
    }

    /** Adds a time in ISO 8601, UTC, in milliseconds. */
    public JsonObject put(String name, Instant value) {
        return put(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Adds an address as {@code host:port}, IPv6 in brackets; no name is looked up. */
    public JsonObject put(String name, InetSocketAddress value) {
        String host = value.getAddress() == null ? value.getHostString() : value.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String bare = zone < 0 ? host : host.substring(0, zone);
        return put(name, (bare.indexOf(':') < 0 ? bare : "[" + bare + "]") + ":" + value.getPort());
    }

    Map<String, Object> members() {
        return members;
    }
}
