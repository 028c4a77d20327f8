package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The attributes of a session or a media description, in the order of the text. Immutable. */
public record Attributes(List<Attribute> list) implements Iterable<Attribute> {
    public static final Attributes NONE = new Attributes(List.of());

    public Attributes {
        list = List.copyOf(list);
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** The value of the first attribute of that name; an empty text for a property. */
    public Optional<String> first(String name) {
        for (Attribute attribute : list) {
            if (attribute.name().equals(name)) {
                return Optional.of(attribute.value());
            }
        }
        return Optional.empty();
    }

    /** The values of all attributes of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Attribute attribute : list) {
            if (attribute.name().equals(name)) {
                values.add(attribute.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** The first direction attribute, when there is one. */
    public Optional<Direction> direction() {
        for (Attribute attribute : list) {
            Optional<Direction> direction = Direction.ofAttribute(attribute.name());
            if (direction.isPresent()) {
                return direction;
            }
        }
        return Optional.empty();
    }

    public int size() {
        return list.size();
    }

    @Override
    public Iterator<Attribute> iterator() {
        return list.iterator();
    }
}
