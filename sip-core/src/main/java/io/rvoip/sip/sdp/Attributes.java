package io.rvoip.sip.sdp;

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
        return list.stream().anyMatch(a -> a.name().equals(name));
    }

    /** The value of the first attribute of that name; an empty text for a property. */
    public Optional<String> first(String name) {
        return list.stream().filter(a -> a.name().equals(name)).map(Attribute::value).findFirst();
    }

    /** The values of all attributes of that name, in order. */
    public List<String> all(String name) {
        return list.stream().filter(a -> a.name().equals(name)).map(Attribute::value).toList();
    }

    /** The first direction attribute, when there is one. */
    public Optional<Direction> direction() {
        return list.stream().flatMap(a -> Direction.ofAttribute(a.name()).stream()).findFirst();
    }

    public int size() {
        return list.size();
    }

    @Override
    public Iterator<Attribute> iterator() {
        return list.iterator();
    }
}
