package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.ParamCursor;
import io.rvoip.sip.internal.Wire;
import io.rvoip.sip.uri.Uri;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address with an optional display name and header parameters: From, To, Route, Record-Route, Reply-To and others
 * (RFC 3261 §20.10). Without angle brackets what follows a semicolon belongs to the header, not to the URI. {@code
 * equals} compares the text. Immutable and thread-safe.
 */
public final class NameAddr {
    private static final long TAG = Chars.key("tag");

    private final byte[] s;
    private final int from;
    private final int to;
    private final int nameFrom;
    private final int nameTo;
    private final Uri uri;
    private final int paramsFrom;
    private final int tagFrom;
    private final int tagTo;
    private @Nullable String tag;

    private NameAddr(byte[] s, int from, int to, int nameFrom, int nameTo, Uri uri, int paramsFrom,
            int tagFrom, int tagTo) {
        this.s = s;
        this.from = from;
        this.to = to;
        this.nameFrom = nameFrom;
        this.nameTo = nameTo;
        this.uri = uri;
        this.paramsFrom = paramsFrom;
        this.tagFrom = tagFrom;
        this.tagTo = tagTo;
    }

    /** {@code <uri>}. */
    public static NameAddr of(Uri uri) {
        return of("<" + uri + ">");
    }

    /**
     * {@code "displayName" <uri>}; an empty name is left out. @throws SipSyntaxException when it holds CR, LF or NUL
     */
    public static NameAddr of(String displayName, Uri uri) {
        String name = Wire.clean("display name", displayName);
        return of((name.isEmpty() ? "" : Chars.quote(name) + " ") + "<" + uri + ">");
    }

    /** Reads an address as it stands in a header. @throws SipSyntaxException when it is malformed */
    public static NameAddr of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("address", text));
        Fault fault = new Fault();
        NameAddr read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("address: " + text + " (" + fault.reason() + ")");
        }
        return read;
    }

    private static NameAddr of(ByteText text) {
        byte[] bytes = text.toBytes();
        Fault fault = new Fault();
        NameAddr read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("address: " + fault.reason());
        }
        return read;
    }

    /**
     * Reads the address that fills [from, to) of an array, which the result keeps; null with the reason in {@code
     * fault}.
     */
    public static @Nullable NameAddr read(byte[] s, int from, int to, Fault fault) {
        int p = from;
        int nameTo = from;
        if (p < to && s[p] == '"') {
            nameTo = Chars.quotedEnd(s, p, to);
            if (nameTo < 0) {
                return fault.at(p, "quoted string never ends");
            }
            p = Chars.skipSpace(s, nameTo, to);
        } else if (p < to && s[p] != '<') {
            p = Chars.skip(s, p, to, Chars.NAME);
            if (p < to && s[p] == ':') {
                return bare(s, from, to, fault);
            }
            nameTo = Chars.trimEnd(s, from, p);
        }
        if (p >= to || s[p] != '<') {
            return fault.at(p, "malformed address (expected: <)");
        }
        int close = Chars.indexOf(s, p, to, '>');
        if (close < 0) {
            return fault.at(p, "angle bracket never closes");
        }
        Uri uri = Uri.read(s, p + 1, close, fault);
        return uri == null ? null : finish(s, from, to, nameTo, uri, close + 1, fault);
    }

    private static @Nullable NameAddr bare(byte[] s, int from, int to, Fault fault) {
        int end = from;
        while (end < to && s[end] != ';' && s[end] != ',' && s[end] != '?' && s[end] != ' ' && s[end] != '\t') {
            end++;
        }
        if (end < to && (s[end] == '?' || s[end] == ',')) {
            return fault.at(end, "URI needs angle brackets");
        }
        Uri uri = Uri.read(s, from, end, fault);
        return uri == null ? null : finish(s, from, to, -1, uri, end, fault);
    }

    private static @Nullable NameAddr finish(byte[] s, int from, int to, int nameTo, Uri uri, int params,
            Fault fault) {
        int tagFrom = -1;
        int tagTo = -1;
        if (params < to) {
            ParamCursor cursor = new ParamCursor(s, params, to);
            while (cursor.next()) {
                if (cursor.key() == TAG) {
                    if (tagFrom >= 0 || !cursor.token) {
                        return fault.at(cursor.nameFrom, "malformed or repeated tag");
                    }
                    tagFrom = cursor.valueFrom;
                    tagTo = cursor.valueTo;
                }
            }
            if (!cursor.ended()) {
                return fault.at(cursor.pos, "malformed parameter");
            }
        }
        return new NameAddr(s, from, to, from, nameTo, uri, params, tagFrom, tagTo);
    }

    /** The display name without quotes and escapes; empty when there is none. */
    public Optional<String> displayName() {
        if (nameTo <= nameFrom) {
            return Optional.empty();
        }
        return Optional.of(s[nameFrom] == '"' ? Chars.unquote(s, nameFrom, nameTo) : Chars.text(s, nameFrom, nameTo));
    }

    /** The URI. */
    public Uri uri() {
        return uri;
    }

    /** The header parameters, not those of the URI. */
    public Parameters parameters() {
        return Parameters.view(s, paramsFrom, to);
    }

    /** The value of a header parameter. */
    public Optional<String> parameter(String name) {
        return parameters().get(name);
    }

    /** The tag of a From or To. */
    public Optional<String> tag() {
        if (tagFrom < 0) {
            return Optional.empty();
        }
        String t = tag;
        if (t == null) {
            t = Chars.ascii(s, tagFrom, tagTo);
            tag = t;
        }
        return Optional.of(t);
    }

    /** Bytes in the tag; 0 without one. */
    public int tagLength() {
        return tagTo - tagFrom;
    }

    /** This address with a tag. @throws SipSyntaxException when it is no token */
    public NameAddr withTag(String tag) {
        return withParameter("tag", Wire.token("tag", tag));
    }

    /** This address without a tag. */
    public NameAddr withoutTag() {
        return tagFrom < 0 ? this : with(parameters().without("tag"));
    }

    /** This address with a header parameter set; an empty value writes the name alone. */
    public NameAddr withParameter(String name, String value) {
        return with(parameters().with(name, value));
    }

    /** This address with other header parameters. */
    public NameAddr with(Parameters parameters) {
        return of(new ByteText(to - from + 64).add(s, from, paramsFrom).add(parameters.toBytes()));
    }

    /** This address with another display name; an empty one removes it. */
    public NameAddr withDisplayName(String name) {
        NameAddr named = of(name, uri);
        return of(new ByteText(64).add(named.s, named.from, named.to).add(parameters().toBytes()));
    }

    /** This address with another URI. */
    public NameAddr withUri(Uri uri) {
        ByteText text = new ByteText(to - from + 64);
        if (nameTo > nameFrom) {
            text.add(s, nameFrom, nameTo).add(" ");
        }
        return of(text.add("<" + uri + ">").add(parameters().toBytes()));
    }

    /** An equal address that shares no array with the message it came from, for what is kept long. */
    public NameAddr detached() {
        return to - from == s.length ? this : of(new ByteText(to - from).add(s, from, to));
    }

    /** The value in the bytes it stands in. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(s, from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof NameAddr n && Chars.same(s, from, to, n.s, n.from, n.to);
    }

    @Override
    public int hashCode() {
        return Chars.hash(s, from, to);
    }

    /** The text as it stands in the message. */
    @Override
    public String toString() {
        return Chars.text(s, from, to);
    }
}
