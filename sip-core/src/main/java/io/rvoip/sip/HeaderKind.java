package io.rvoip.sip;

import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.internal.Wire;

/**
 * A header field with the type of its values. The constants are the fields of RFC 3261 §20 and Reason (RFC 3326); others
 * are read as text by {@link #text} or with a codec of one's own by {@link #define}. Immutable and thread-safe.
 *
 * @param <T> the immutable type of one value
 */
public final class HeaderKind<T> {
    public static final HeaderKind<Via> VIA = list(HeaderName.VIA, Via::read);
    public static final HeaderKind<NameAddr> FROM = one(HeaderName.FROM, NameAddr::read);
    public static final HeaderKind<NameAddr> TO = one(HeaderName.TO, NameAddr::read);
    public static final HeaderKind<String> CALL_ID = one(HeaderName.CALL_ID, Codecs.CALL_ID);
    public static final HeaderKind<CSeq> CSEQ = one(HeaderName.CSEQ, CSeq::read);
    public static final HeaderKind<Integer> MAX_FORWARDS = one(HeaderName.MAX_FORWARDS, Codecs.HOPS);
    public static final HeaderKind<NameAddr> ROUTE = list(HeaderName.ROUTE, NameAddr::read);
    public static final HeaderKind<NameAddr> RECORD_ROUTE = list(HeaderName.RECORD_ROUTE, NameAddr::read);
    public static final HeaderKind<Contact> CONTACT = list(HeaderName.CONTACT, Contact::read);
    public static final HeaderKind<Integer> CONTENT_LENGTH = one(HeaderName.CONTENT_LENGTH, Codecs.LENGTH);
    public static final HeaderKind<MediaType> CONTENT_TYPE = one(HeaderName.CONTENT_TYPE, MediaType::read);
    public static final HeaderKind<String> CONTENT_ENCODING = list(HeaderName.CONTENT_ENCODING, Codecs.TOKEN);
    public static final HeaderKind<String> CONTENT_LANGUAGE = list(HeaderName.CONTENT_LANGUAGE, Codecs.TOKEN);
    public static final HeaderKind<String> CONTENT_DISPOSITION = one(HeaderName.CONTENT_DISPOSITION, Codecs.TEXT);
    public static final HeaderKind<String> IN_REPLY_TO = list(HeaderName.IN_REPLY_TO, Codecs.CALL_ID);
    public static final HeaderKind<Long> EXPIRES = one(HeaderName.EXPIRES, Codecs.DELTA_SECONDS);
    public static final HeaderKind<Long> MIN_EXPIRES = one(HeaderName.MIN_EXPIRES, Codecs.DELTA_SECONDS);
    public static final HeaderKind<String> SUPPORTED = list(HeaderName.SUPPORTED, Codecs.TOKEN);
    public static final HeaderKind<String> REQUIRE = list(HeaderName.REQUIRE, Codecs.TOKEN);
    public static final HeaderKind<String> PROXY_REQUIRE = list(HeaderName.PROXY_REQUIRE, Codecs.TOKEN);
    public static final HeaderKind<String> UNSUPPORTED = list(HeaderName.UNSUPPORTED, Codecs.TOKEN);
    public static final HeaderKind<Method> ALLOW = list(HeaderName.ALLOW,
            (s, from, to, fault) -> {
                Method method = Method.read(s, from, to);
                return method == null ? fault.at(from, "not a method") : method;
            });
    public static final HeaderKind<MediaType> ACCEPT = list(HeaderName.ACCEPT, MediaType::read);
    public static final HeaderKind<String> USER_AGENT = one(HeaderName.USER_AGENT, Codecs.TEXT);
    public static final HeaderKind<String> SERVER = one(HeaderName.SERVER, Codecs.TEXT);
    public static final HeaderKind<String> SUBJECT = one(HeaderName.SUBJECT, Codecs.TEXT);
    public static final HeaderKind<String> ORGANIZATION = one(HeaderName.ORGANIZATION, Codecs.TEXT);
    public static final HeaderKind<String> PRIORITY = one(HeaderName.PRIORITY, Codecs.TOKEN);
    public static final HeaderKind<NameAddr> REPLY_TO = one(HeaderName.REPLY_TO, NameAddr::read);

    private final String name;
    private final int id;
    private final boolean list;
    private final HeaderCodec<T> codec;

    private HeaderKind(String name, int id, boolean list, HeaderCodec<T> codec) {
        this.name = name;
        this.id = id;
        this.list = list;
        this.codec = codec;
    }

    private static <T> HeaderKind<T> one(HeaderName name, HeaderCodec<T> codec) {
        return new HeaderKind<>(name.text(), name.ordinal(), false, codec);
    }

    private static <T> HeaderKind<T> list(HeaderName name, HeaderCodec<T> codec) {
        return new HeaderKind<>(name.text(), name.ordinal(), true, codec);
    }

    /** Any field by name (or compact form), each line's value as text. @throws SipSyntaxException when it is no token */
    public static HeaderKind<String> text(String name) {
        return define(name, false, Codecs.TEXT);
    }

    /**
     * A field with a codec of one's own.
     *
     * @param list whether a line may hold several values, separated by commas
     * @throws SipSyntaxException when the name is no token
     */
    public static <T> HeaderKind<T> define(String name, boolean list, HeaderCodec<T> codec) {
        int id = HeaderName.id(Wire.token("header", name));
        return new HeaderKind<>(id == 0 ? name : HeaderName.of(id).text(), id, list, codec);
    }

    /** The field's full name. */
    public String name() {
        return name;
    }

    /** Whether a line may hold several values, separated by commas. */
    public boolean isList() {
        return list;
    }

    /** The codec of one value. */
    public HeaderCodec<T> codec() {
        return codec;
    }

    /** The value as text, checked so that it stays inside its line. @throws SipSyntaxException otherwise */
    public String format(T value) {
        return Wire.clean(name, codec.write(value));
    }

    /** Whether commas split everywhere because the values know no quotes. */
    boolean isPlain() {
        return id == HeaderName.IN_REPLY_TO.ordinal();
    }

    int id() {
        return id;
    }

    boolean named(byte[] s, int from, int to) {
        return Chars.equalsIgnoreCase(s, from, to, name);
    }

    @Override
    public String toString() {
        return name;
    }
}
