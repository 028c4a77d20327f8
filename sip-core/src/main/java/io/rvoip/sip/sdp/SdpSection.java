package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the session part and each media part of a description have in common. Immutable. */
public abstract sealed class SdpSection permits SessionDescription, Media {
    private final @Nullable String info;
    private final List<Connection> connections;
    private final List<Bandwidth> bandwidths;
    private final Attributes attributes;
    private final List<OtherLine> otherLines;

    SdpSection(Builder<?> from) {
        info = from.info;
        connections = copy(from.connections);
        bandwidths = copy(from.bandwidths);
        attributes = new Attributes(from.attributes);
        otherLines = copy(from.otherLines);
    }

    /** Most of them are empty or hold one, which needs no array. */
    static <T> List<T> copy(List<T> list) {
        return switch (list.size()) {
            case 0 -> List.of();
            case 1 -> List.of(list.get(0));
            default -> List.copyOf(list);
        };
    }

    /** The {@code i=} line. */
    public Optional<String> info() {
        return Optional.ofNullable(info);
    }

    /** This section's own (first) {@code c=} line; see {@link SessionDescription#connectionOf(Media)}. */
    public Optional<Connection> connection() {
        return connections.stream().findFirst();
    }

    /** All {@code c=} lines: more than one only where media is sent to several multicast addresses. */
    public List<Connection> connections() {
        return connections;
    }

    public List<Bandwidth> bandwidths() {
        return bandwidths;
    }

    public Attributes attributes() {
        return attributes;
    }

    /** Value of the first attribute of that name, see {@link Attributes#first(String)}. */
    public Optional<String> attribute(String name) {
        return attributes.first(name);
    }

    public boolean hasAttribute(String name) {
        return attributes.has(name);
    }

    /** Lines of unknown types, in order. */
    public List<OtherLine> otherLines() {
        return otherLines;
    }

    final boolean sameSection(SdpSection other) {
        return Objects.equals(info, other.info) && connections.equals(other.connections)
                && bandwidths.equals(other.bandwidths)
                && attributes.equals(other.attributes) && otherLines.equals(other.otherLines);
    }

    final int sectionHash() {
        return Objects.hash(info, connections, bandwidths, attributes, otherLines);
    }

    /** Collects a section; not thread-safe. {@code B} is the builder's own type. */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits SessionDescription.Builder, Media.Builder {
        @Nullable String info;
        final List<Connection> connections = new ArrayList<>();
        final List<Bandwidth> bandwidths = new ArrayList<>();
        final List<Attribute> attributes = new ArrayList<>();
        final List<OtherLine> otherLines = new ArrayList<>();

        Builder() { }

        abstract B self();

        final void copy(SdpSection from) {
            info = from.info;
            connections.addAll(from.connections);
            bandwidths.addAll(from.bandwidths);
            attributes.addAll(from.attributes.list());
            otherLines.addAll(from.otherLines);
        }

        public B withInfo(String text) {
            info = SdpText.requireLineText("i=", text);
            return self();
        }

        /** Replaces all connections of this section. */
        public B withConnection(Connection connection) {
            connections.clear();
            connections.add(connection);
            return self();
        }

        public B withoutConnection() {
            connections.clear();
            return self();
        }

        /** Adds a bandwidth, in place of one of the same type. */
        public B withBandwidth(Bandwidth bandwidth) {
            bandwidths.removeIf(b -> b.type().equals(bandwidth.type()));
            bandwidths.add(bandwidth);
            return self();
        }

        /** Appends an attribute. */
        public B withAttribute(Attribute attribute) {
            attributes.add(attribute);
            return self();
        }

        /** Appends a property. */
        public B withAttribute(String name) {
            return withAttribute(Attribute.of(name));
        }

        /** Appends an attribute. */
        public B withAttribute(String name, String value) {
            return withAttribute(Attribute.of(name, value));
        }

        /** Appends attributes. */
        public B withAttributes(Iterable<Attribute> more) {
            more.forEach(attributes::add);
            return self();
        }

        /** Removes all attributes of that name. */
        public B withoutAttribute(String name) {
            attributes.removeIf(a -> a.name().equals(name));
            return self();
        }

        /** Sets the direction in place of any other. */
        public B withDirection(Direction direction) {
            attributes.removeIf(a -> Direction.ofAttribute(a.name()).isPresent());
            return withAttribute(direction.attributeName());
        }

        /** Appends a line of a type RFC 8866 does not know. */
        public B withOtherLine(OtherLine line) {
            otherLines.add(line);
            return self();
        }
    }
}
