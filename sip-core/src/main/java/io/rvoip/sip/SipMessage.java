package io.rvoip.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message (RFC 3261 §7): an immutable view of one heap array. Never reference-counted, safe to keep and to
 * share between threads. Header values are read when asked for and then kept; what nobody reads is never looked at,
 * and what nobody changes is forwarded byte for byte.
 *
 * <p>A message that came from {@link SipParser} has valid Via (the top one), From, To, Call-ID and CSeq. A message
 * that was built has the last four; their getters throw {@link SipSyntaxException} where raw text was put in that is
 * none.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    final Head head;
    final int bodyFrom;
    final int bodyTo;
    private @Nullable Via topVia;
    private @Nullable NameAddr from;
    private @Nullable NameAddr to;
    private @Nullable CSeq cseq;
    private @Nullable String callId;
    private @Nullable Values<?> latest;
    private @Nullable Values<?> @Nullable [] values;

    SipMessage(Head head, int bodyFrom, int bodyTo, Known known) {
        this.head = head;
        this.bodyFrom = bodyFrom;
        this.bodyTo = bodyTo;
        this.topVia = known.via();
        this.from = known.from();
        this.to = known.to();
        this.cseq = known.cseq();
    }

    /** Values read before the message was made. */
    record Known(@Nullable Via via, @Nullable NameAddr from, @Nullable NameAddr to, @Nullable CSeq cseq) {
        static final Known NOTHING = new Known(null, null, null, null);
    }

    /** What was read of one kind: the first value, and with {@code list} all of them. */
    private record Values<T>(HeaderKind<T> kind, int line, @Nullable T first, @Nullable List<T> list,
            @Nullable SipProblem problem) {}

    /** The topmost Via value. @throws SipSyntaxException in a message that has none yet */
    public Via topVia() {
        Via via = topVia;
        if (via == null) {
            via = needed(HeaderKind.VIA);
            topVia = via;
        }
        return via;
    }

    /** All Via values, topmost first. */
    public List<Via> vias() {
        return headers(HeaderKind.VIA);
    }

    /** The From value. */
    public NameAddr from() {
        NameAddr value = from;
        if (value == null) {
            value = needed(HeaderKind.FROM);
            from = value;
        }
        return value;
    }

    /** The To value. */
    public NameAddr to() {
        NameAddr value = to;
        if (value == null) {
            value = needed(HeaderKind.TO);
            to = value;
        }
        return value;
    }

    /** The Call-ID, compared byte for byte (RFC 3261 §8.1.1.4). */
    public String callId() {
        String value = callId;
        if (value == null) {
            int line = head.next(0, HeaderKind.CALL_ID.id(), "");
            value = line < 0 ? needed(HeaderKind.CALL_ID) : head.text(line);
            callId = value;
        }
        return value;
    }

    /** The CSeq value. */
    public CSeq cseq() {
        CSeq value = cseq;
        if (value == null) {
            value = needed(HeaderKind.CSEQ);
            cseq = value;
        }
        return value;
    }

    private <T> T needed(HeaderKind<T> kind) {
        int i = head.next(0, kind.id(), kind.name());
        Fault fault = new Fault();
        T value = i < 0 ? null : kind.first(head, i, fault);
        if (value == null) {
            throw new SipSyntaxException(kind + ": " + (i < 0 ? "absent" : fault.reason()));
        }
        return value;
    }

    /** The first value of a field; empty when it is absent or malformed. */
    @SuppressWarnings("unchecked") // the entry was made for this very kind
    public <T> Optional<T> header(HeaderKind<T> kind) {
        Values<?> recent = latest;
        if (recent != null && recent.kind == kind) {
            return Optional.ofNullable((T) recent.first);
        }
        int line = head.next(0, kind.id(), kind.name());
        if (line < 0) {
            return Optional.empty();
        }
        Values<T> read = cached(kind, line);
        if (read != null) {
            return Optional.ofNullable(read.first);
        }
        T first = kind.first(head, line, new Fault());
        if (first == null) {
            return Optional.ofNullable(all(kind, line).first);
        }
        keep(new Values<>(kind, line, first, null, null));
        return Optional.of(first);
    }

    /**
     * All well-formed values of a field in order, lines with commas split. Look at {@link #problemIn} for the others.
     */
    public <T> List<T> headers(HeaderKind<T> kind) {
        int line = head.next(0, kind.id(), kind.name());
        List<T> list = line < 0 ? null : all(kind, line).list;
        return list == null ? List.of() : list;
    }

    /** What is wrong with the first malformed value of a field; empty when all are well-formed or there is none. */
    public Optional<SipProblem> problemIn(HeaderKind<?> kind) {
        int line = head.next(0, kind.id(), kind.name());
        return line < 0 ? Optional.empty() : Optional.ofNullable(all(kind, line).problem);
    }

    /** Whether the message has such a field, well-formed or not. */
    public boolean has(HeaderKind<?> kind) {
        return head.next(0, kind.id(), kind.name()) >= 0;
    }

    /** The first line's value as text, unfolded. The name may be compact and in any case. */
    public Optional<String> raw(String name) {
        int id = HeaderName.id(name);
        int i = head.next(0, id, name);
        return i < 0 ? Optional.empty() : Optional.of(head.text(i));
    }

    /** Each line's value as text, unfolded, in order. The name may be compact and in any case. */
    public List<String> rawAll(String name) {
        int id = HeaderName.id(name);
        List<String> all = new ArrayList<>(2);
        for (int i = head.next(0, id, name); i >= 0; i = head.next(i + 1, id, name)) {
            all.add(head.text(i));
        }
        return List.copyOf(all);
    }

    /** The names of all header lines in order: known ones in full, others as written. */
    public List<String> headerNames() {
        List<String> names = new ArrayList<>(head.count());
        for (int i = 0; i < head.count(); i++) {
            int id = head.id(i);
            names.add(id == 0 ? Chars.text(head.s(), head.start(i), head.nameTo(i)) : HeaderName.of(id).text());
        }
        return List.copyOf(names);
    }

    private <T> Values<T> all(HeaderKind<T> kind, int line) {
        Values<T> known = cached(kind, line);
        if (known != null && known.list != null) {
            return known;
        }
        ValueReader<T> reader = new ValueReader<>(head, kind);
        T first = known == null ? readAhead(kind) : known.first;
        int i = first != null && reader.only(line, first) ? head.next(line + 1, kind.id(), kind.name()) : line;
        for (; i >= 0; i = head.next(i + 1, kind.id(), kind.name())) {
            reader.line(i);
        }
        List<T> list = reader.values();
        Values<T> read = new Values<>(kind, line, list.isEmpty() ? null : list.get(0), list, reader.problem());
        keep(read);
        return read;
    }

    @SuppressWarnings("unchecked") // the kind is that of the field
    private <T> @Nullable T readAhead(HeaderKind<T> kind) {
        return kind == HeaderKind.VIA ? (T) topVia : null;
    }

    @SuppressWarnings("unchecked") // the entry was made for this very kind
    private <T> @Nullable Values<T> cached(HeaderKind<T> kind, int line) {
        Values<?> entry = latest;
        if (entry == null || entry.kind != kind) {
            @Nullable Values<?>[] cache = values;
            entry = cache == null ? null : cache[line];
        }
        return entry != null && entry.kind == kind ? (Values<T>) entry : null;
    }

    /** Races are benign: entries are immutable, and a lost one is read again. The first needs no table. */
    private void keep(Values<?> read) {
        Values<?> before = latest;
        if (before != null && before.kind != read.kind) {
            @Nullable Values<?>[] cache = values;
            if (cache == null) {
                cache = new Values<?>[head.count()];
                values = cache;
            }
            cache[before.line] = before;
        }
        latest = read;
    }

    /** Puts a value that was read before the message was made where {@link #header} finds it. */
    <T> void know(HeaderKind<T> kind, int line, T first) {
        keep(new Values<>(kind, line, first, null, null));
    }

    /** Bytes in the body. */
    public int bodyLength() {
        return bodyTo - bodyFrom;
    }

    /** A copy of the body. */
    public byte[] body() {
        return Arrays.copyOfRange(head.s(), bodyFrom, bodyTo);
    }

    /** The body as an unpooled read-only view; need not be released. */
    public ByteBuf bodyBuffer() {
        return Unpooled.wrappedBuffer(head.s(), bodyFrom, bodyTo - bodyFrom).asReadOnly();
    }

    /** The body as UTF-8 text. */
    public String bodyText() {
        return Chars.text(head.s(), bodyFrom, bodyTo);
    }

    /** Bytes of the whole message. */
    public int encodedLength() {
        return bodyTo - head.base();
    }

    /** Appends the message, exactly as it was received or built. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(head.s(), head.base(), encodedLength());
    }

    /** The message as an unpooled read-only view; need not be released. */
    public ByteBuf encode() {
        return Unpooled.wrappedBuffer(head.s(), head.base(), encodedLength()).asReadOnly();
    }

    /**
     * This message with its topmost Via value replaced and every other byte as it is: what a transport does to each
     * request it receives, at the cost of one copy.
     */
    public abstract SipMessage withTopVia(Via via);

    /** @throws SipSyntaxException when the message has no Via */
    final Frame replaceTopVia(Via via) {
        int i = head.next(0, HeaderKind.VIA.id(), "");
        if (i < 0) {
            throw new SipSyntaxException("Via: absent");
        }
        byte[] rest = Lines.afterFirst(head.s(), head.valueFrom(i), head.valueTo(i), head.folded(i), false);
        return Frame.replacing(head, i, Lines.joined(via.toBytes(), rest), bodyTo);
    }

    /** What is known of this message and stays so under another top Via. */
    final Known known(Via via) {
        return new Known(via, from, to, cseq);
    }

    /** A builder that starts with everything this message has. */
    public abstract Builder<?> toBuilder();

    /**
     * Builds messages. Lines that are not touched are copied as they are. Every value is checked to stay inside its
     * line: CR, LF or NUL throw {@link SipSyntaxException}. Not thread-safe; may build several times.
     *
     * @param <B> the builder's own type
     */
    public abstract static sealed class Builder<B extends Builder<B>> permits SipRequest.Builder, SipResponse.Builder {
        private static final byte[] EMPTY = new byte[0];
        private final Lines lines = new Lines();
        private byte[] body = EMPTY;
        private int bodyFrom;
        private int bodyTo;
        private boolean bodyTouched;

        Builder() {}

        Builder(SipMessage message) {
            lines.copy(message.head);
            body = message.head.s();
            bodyFrom = message.bodyFrom;
            bodyTo = message.bodyTo;
        }

        abstract B self();

        abstract byte[] startLine();

        /** The message. @throws SipSyntaxException naming each mandatory field that is missing */
        public abstract SipMessage build();

        Lines lines() {
            return lines;
        }

        /** Replaces all values of a field by one, in the place of the first. */
        public <T> B set(HeaderKind<T> kind, T value) {
            lines.set(kind.id(), kind.name(), kind.encode(value));
            return self();
        }

        /** Replaces all values of a field by these, one line each; none removes the field. */
        public <T> B setAll(HeaderKind<T> kind, List<T> values) {
            remove(kind);
            for (T value : values) {
                add(kind, value);
            }
            return self();
        }

        /** Appends a value in a line of its own. */
        public <T> B add(HeaderKind<T> kind, T value) {
            lines.append(kind.id(), kind.name(), kind.encode(value));
            return self();
        }

        /** Puts a value before all others of its field. */
        public <T> B prepend(HeaderKind<T> kind, T value) {
            lines.prepend(kind.id(), kind.name(), kind.encode(value));
            return self();
        }

        /** Replaces the first value of a field and leaves the others; appends it when there is none. */
        public <T> B replaceFirst(HeaderKind<T> kind, T value) {
            lines.first(kind, kind.encode(value));
            return self();
        }

        /** Removes the first value of a field and leaves the others. */
        public B removeFirst(HeaderKind<?> kind) {
            lines.first(kind, EMPTY);
            return self();
        }

        /** Removes a field. */
        public B remove(HeaderKind<?> kind) {
            lines.remove(kind.id(), kind.name());
            return self();
        }

        /** Appends a line of any name with a value that is not read, only checked for CR, LF and NUL. */
        public B addRaw(String name, String value) {
            byte[] clean = Lines.rawValue(name, value);
            lines.append(HeaderName.id(name), name, clean);
            return self();
        }

        /** Removes every line of this name, whether written in full, compact, or in another case. */
        public B removeRaw(String name) {
            lines.remove(HeaderName.id(name), name);
            return self();
        }

        /**
         * Removes every line whose name is unwanted, as the parser reads it: compact forms arrive in full, others as
         * written.
         */
        public B removeNamed(Predicate<String> unwanted) {
            lines.removeNamed(unwanted);
            return self();
        }

        /** Appends another message's lines of these fields as they stand there. */
        public B copyFrom(SipMessage other, HeaderKind<?>... kinds) {
            for (HeaderKind<?> kind : kinds) {
                lines.copyAll(other.head, kind.id(), kind.name());
            }
            return self();
        }

        /** Sets the tag of the To field, which must be there. */
        public B toTag(String tag) {
            NameAddr to = lines.value(HeaderKind.TO);
            if (to.tag().isPresent()) {
                return set(HeaderKind.TO, to.withTag(tag));
            }
            byte[] untagged = to.toBytes();
            String parameter = ";tag=" + Wire.token("tag", tag);
            lines.set(HeaderKind.TO.id(), HeaderKind.TO.name(),
                    new ByteText(untagged.length + parameter.length()).add(untagged).add(parameter).toBytes());
            return self();
        }

        /** Sets body and Content-Type; Content-Length follows by itself. The array is copied by {@code build()}. */
        public B body(String contentType, byte[] bytes) {
            set(HeaderKind.CONTENT_TYPE, MediaType.of(contentType));
            body = bytes;
            bodyFrom = 0;
            bodyTo = bytes.length;
            bodyTouched = true;
            return self();
        }

        /** Removes the body and the fields that describe it. */
        public B noBody() {
            remove(HeaderKind.CONTENT_TYPE).remove(HeaderKind.CONTENT_ENCODING)
                    .remove(HeaderKind.CONTENT_DISPOSITION).remove(HeaderKind.CONTENT_LANGUAGE);
            body = EMPTY;
            bodyFrom = 0;
            bodyTo = 0;
            bodyTouched = true;
            return self();
        }

        /** Bytes that the message would have if it were built now. */
        public int encodedLength() {
            lines.contentLength(bodyTo - bodyFrom, bodyTouched);
            return startLine().length + lines.length() + 2 + bodyTo - bodyFrom;
        }

        Frame frame() {
            lines.requireMandatory();
            return partialFrame();
        }

        Frame partialFrame() {
            lines.contentLength(bodyTo - bodyFrom, bodyTouched);
            return lines.frame(startLine(), body, bodyFrom, bodyTo);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof SipMessage m && Chars.same(head.s(), head.base(), bodyTo,
                m.head.s(), m.head.base(), m.bodyTo);
    }

    @Override
    public int hashCode() {
        return Chars.hash(head.s(), head.base(), bodyTo);
    }

    /** The whole message as text, secrets of Authorization fields included: not for logs. */
    @Override
    public String toString() {
        return Chars.text(head.s(), head.base(), bodyTo);
    }
}
