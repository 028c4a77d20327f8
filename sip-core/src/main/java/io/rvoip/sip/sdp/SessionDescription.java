package io.rvoip.sip.sdp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866), version 0. Immutable; read by {@link SdpParser}, made by {@link #builder(Origin)},
 * written by {@link #toString()}. Reading what was written gives an equal description.
 */
public final class SessionDescription extends SdpSection {
    /** The MIME type. */
    public static final String CONTENT_TYPE = "application/sdp";

    private final Origin origin;
    private final String name;
    private final @Nullable String uri;
    private final List<String> emails;
    private final List<String> phones;
    private final List<Timing> times;
    private final List<Media> media;

    private SessionDescription(Builder from) {
        super(from);
        origin = from.origin;
        name = from.name;
        uri = from.uri;
        emails = copy(from.emails);
        phones = copy(from.phones);
        times = from.times.isEmpty() ? List.of(Timing.PERMANENT) : copy(from.times);
        media = copy(from.media);
        SdpText.requireRange("number of session connections", connections().size(), 0, 1);
    }

    public static Builder builder(Origin origin) {
        return new Builder(origin);
    }

    public Builder toBuilder() {
        Builder copy = new Builder(origin);
        copy.name = name;
        copy.uri = uri;
        copy.emails.addAll(emails);
        copy.phones.addAll(phones);
        copy.times.addAll(times);
        copy.media.addAll(media);
        copy.copy(this);
        return copy;
    }

    public Origin origin() {
        return origin;
    }

    /** The {@code s=} line, {@code -} when it means nothing. */
    public String name() {
        return name;
    }

    public Optional<String> uri() {
        return Optional.ofNullable(uri);
    }

    public List<String> emails() {
        return emails;
    }

    public List<String> phones() {
        return phones;
    }

    /** At least one. */
    public List<Timing> times() {
        return times;
    }

    public List<Media> media() {
        return media;
    }

    /** The first media of that type that is not declined. */
    public Optional<Media> firstActive(String type) {
        return media.stream().filter(m -> m.type().equals(type) && !m.isDeclined()).findFirst();
    }

    /** Where media goes: its own connection, else the session's. */
    public Optional<Connection> connectionOf(Media of) {
        return of.connection().or(this::connection);
    }

    /** The direction in force: the media's, else the session's, else {@code sendrecv} (RFC 8866 §6.7). */
    public Direction directionOf(Media of) {
        return of.direction().or(() -> attributes().direction()).orElse(Direction.SENDRECV);
    }

    /**
     * Where RTCP of a media goes when it is not multiplexed: {@code a=rtcp}, else the port above. Empty without a
     * connection or a port.
     */
    public Optional<RtcpAddress> rtcpOf(Media of) {
        return connectionOf(of).flatMap(connection -> of.attribute("rtcp")
                .flatMap(value -> RtcpAddress.parse(value, connection))
                .or(() -> of.isDeclined() || of.port() == 65535 ? Optional.empty()
                        : Optional.of(new RtcpAddress(of.port() + 1, connection))));
    }

    /** Groups of media, {@code BUNDLE} among them. */
    public List<Group> groups() {
        return attributes().all("group").stream().flatMap(value -> Group.parse(value).stream()).toList();
    }

    /** Media by identification tag. */
    public Optional<Media> byMid(String mid) {
        return media.stream().filter(m -> m.mid().filter(mid::equals).isPresent()).findFirst();
    }

    /** The text with CRLF line ends. */
    @Override
    public String toString() {
        return SdpWriter.write(this);
    }

    /** The text as UTF-8. */
    public byte[] encode() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the text as UTF-8. */
    public void writeTo(ByteBuf out) {
        out.writeCharSequence(toString(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionDescription that && origin.equals(that.origin) && name.equals(that.name)
                && Objects.equals(uri, that.uri) && emails.equals(that.emails) && phones.equals(that.phones)
                && times.equals(that.times) && media.equals(that.media) && sameSection(that);
    }

    @Override
    public int hashCode() {
        return Objects.hash(origin, name, uri, emails, phones, times, media, sectionHash());
    }

    /** Collects a description; not thread-safe. */
    public static final class Builder extends SdpSection.Builder<Builder> {
        private Origin origin;
        private String name = "-";
        private @Nullable String uri;
        final List<String> emails = new ArrayList<>();
        final List<String> phones = new ArrayList<>();
        final List<Timing> times = new ArrayList<>();
        final List<Media> media = new ArrayList<>();

        private Builder(Origin origin) {
            this.origin = Objects.requireNonNull(origin, "origin");
        }

        @Override
        Builder self() {
            return this;
        }

        public Builder withOrigin(Origin newOrigin) {
            origin = Objects.requireNonNull(newOrigin, "origin");
            return this;
        }

        public Builder withName(String newName) {
            name = SdpText.requireLineText("s=", newName);
            return this;
        }

        public Builder withUri(String newUri) {
            uri = SdpText.requireLineText("u=", newUri);
            return this;
        }

        public Builder withEmail(String email) {
            emails.add(SdpText.requireLineText("e=", email));
            return this;
        }

        public Builder withPhone(String phone) {
            phones.add(SdpText.requireLineText("p=", phone));
            return this;
        }

        /** Appends a time; without any the session is {@link Timing#PERMANENT}. */
        public Builder withTime(Timing time) {
            times.add(time);
            return this;
        }

        /** Appends a media description. */
        public Builder withMedia(Media more) {
            media.add(Objects.requireNonNull(more, "media"));
            return this;
        }

        /** Replaces all media descriptions. */
        public Builder withMedia(List<Media> all) {
            media.clear();
            media.addAll(all);
            return this;
        }

        public Builder withGroup(Group group) {
            return withAttribute(group.toAttribute());
        }

        /** @throws IllegalArgumentException when a part is out of range */
        public SessionDescription build() {
            return new SessionDescription(this);
        }
    }
}
