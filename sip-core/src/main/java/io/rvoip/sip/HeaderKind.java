package io.rvoip.sip;

import io.rvoip.sip.auth.AuthenticationInfo;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.Disposition;
import io.rvoip.sip.header.Diversion;
import io.rvoip.sip.header.HistoryInfo;
import io.rvoip.sip.header.InfoLink;
import io.rvoip.sip.header.MediaType;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Preference;
import io.rvoip.sip.header.Privacy;
import io.rvoip.sip.header.RAck;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.header.SessionInterval;
import io.rvoip.sip.header.Timestamp;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.header.Warning;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Codecs;
import io.rvoip.sip.internal.Commas;
import io.rvoip.sip.internal.Head;
import io.rvoip.sip.internal.HeaderName;
import io.rvoip.sip.internal.SipDate;
import io.rvoip.sip.internal.Wire;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A header field with the type of its values. The constants are the fields of RFC 3261 §20, Reason (RFC 3326), those
 * of reliable provisional responses (RFC 3262), of session timers (RFC 4028) and of identity (RFC 3323, 3325, 5806,
 * 7044); others are read as text by {@link #text} or with a codec of one's own by {@link #define}. Immutable and
 * thread-safe.
 *
 * @param <T> the immutable type of one value
 */
public final class HeaderKind<T> {
    private static final HeaderCodec<NameAddr> ADDRESS = Codecs.view(NameAddr::read, NameAddr::toBytes);

    /** Way back of the response, topmost hop first. */
    public static final HeaderKind<Via> VIA = list(HeaderName.VIA, Codecs.view(Via::read, Via::toBytes));
    /** Who sends the request. */
    public static final HeaderKind<NameAddr> FROM = one(HeaderName.FROM, ADDRESS);
    /** Whom the request is meant for. */
    public static final HeaderKind<NameAddr> TO = one(HeaderName.TO, ADDRESS);
    /** What ties the messages of a call or registration together. */
    public static final HeaderKind<String> CALL_ID = one(HeaderName.CALL_ID, Codecs.CALL_ID);
    /** Number and method of the request. */
    public static final HeaderKind<CSeq> CSEQ = one(HeaderName.CSEQ, CSeq::read);
    /** Hops left, 0-255. */
    public static final HeaderKind<Integer> MAX_FORWARDS = one(HeaderName.MAX_FORWARDS, Codecs.HOPS);
    /** Proxies to visit. */
    public static final HeaderKind<NameAddr> ROUTE = list(HeaderName.ROUTE, ADDRESS);
    /** Proxies that want to stay on the way. */
    public static final HeaderKind<NameAddr> RECORD_ROUTE = list(HeaderName.RECORD_ROUTE, ADDRESS);
    /** Proxies between a registrar and its user, the registrar's neighbour first (RFC 3327). */
    public static final HeaderKind<NameAddr> PATH = list(HeaderName.PATH, ADDRESS);
    /** Proxies that requests of a registered user should pass, nearest first (RFC 3608). */
    public static final HeaderKind<NameAddr> SERVICE_ROUTE = list(HeaderName.SERVICE_ROUTE, ADDRESS);
    /** Where to reach the sender, or bindings. */
    public static final HeaderKind<Contact> CONTACT = list(HeaderName.CONTACT,
            Codecs.view(Contact::read, Contact::toBytes));
    /** Bytes of the body. */
    public static final HeaderKind<Integer> CONTENT_LENGTH = one(HeaderName.CONTENT_LENGTH, Codecs.LENGTH);
    /** Type of the body. */
    public static final HeaderKind<MediaType> CONTENT_TYPE = one(HeaderName.CONTENT_TYPE, MediaType::read);
    /** Codings of the body, in the order applied. */
    public static final HeaderKind<String> CONTENT_ENCODING = list(HeaderName.CONTENT_ENCODING, Codecs.TOKEN);
    /** Meaning of the body. */
    public static final HeaderKind<Disposition> CONTENT_DISPOSITION
            = one(HeaderName.CONTENT_DISPOSITION, Disposition::read);
    /** Languages of the body. */
    public static final HeaderKind<String> CONTENT_LANGUAGE = list(HeaderName.CONTENT_LANGUAGE, Codecs.TOKEN);
    /** Seconds, 0..2^32-1. */
    public static final HeaderKind<Long> EXPIRES = one(HeaderName.EXPIRES, Codecs.DELTA_SECONDS);
    /** Seconds, 0..2^32-1. */
    public static final HeaderKind<Long> MIN_EXPIRES = one(HeaderName.MIN_EXPIRES, Codecs.DELTA_SECONDS);
    /** Option tags understood. */
    public static final HeaderKind<String> SUPPORTED = list(HeaderName.SUPPORTED, Codecs.TOKEN);
    /** Option tags the other end must understand. */
    public static final HeaderKind<String> REQUIRE = list(HeaderName.REQUIRE, Codecs.TOKEN);
    /** Option tags each proxy must understand. */
    public static final HeaderKind<String> PROXY_REQUIRE = list(HeaderName.PROXY_REQUIRE, Codecs.TOKEN);
    /** Option tags not understood. */
    public static final HeaderKind<String> UNSUPPORTED = list(HeaderName.UNSUPPORTED, Codecs.TOKEN);
    /** Methods understood. */
    public static final HeaderKind<Method> ALLOW = list(HeaderName.ALLOW, Method::read);
    /** Body types understood. */
    public static final HeaderKind<MediaType> ACCEPT = list(HeaderName.ACCEPT, MediaType::read);
    /** Codings understood. */
    public static final HeaderKind<Preference> ACCEPT_ENCODING = list(HeaderName.ACCEPT_ENCODING, Preference::read);
    /** Languages preferred. */
    public static final HeaderKind<Preference> ACCEPT_LANGUAGE = list(HeaderName.ACCEPT_LANGUAGE, Preference::read);
    /** Credentials for a server; other schemes than Digest read as absent. */
    public static final HeaderKind<DigestCredentials> AUTHORIZATION
            = one(HeaderName.AUTHORIZATION, DigestCredentials::read);
    /** Credentials for a proxy; other schemes than Digest read as absent. */
    public static final HeaderKind<DigestCredentials> PROXY_AUTHORIZATION
            = one(HeaderName.PROXY_AUTHORIZATION, DigestCredentials::read);
    /** Challenges of a server; other schemes than Digest read as absent. */
    public static final HeaderKind<DigestChallenge> WWW_AUTHENTICATE
            = one(HeaderName.WWW_AUTHENTICATE, DigestChallenge::read);
    /** Challenges of a proxy; other schemes than Digest read as absent. */
    public static final HeaderKind<DigestChallenge> PROXY_AUTHENTICATE
            = one(HeaderName.PROXY_AUTHENTICATE, DigestChallenge::read);
    /** What a server says after good credentials. */
    public static final HeaderKind<AuthenticationInfo> AUTHENTICATION_INFO
            = one(HeaderName.AUTHENTICATION_INFO, AuthenticationInfo::read);
    /** A ring tone. */
    public static final HeaderKind<InfoLink> ALERT_INFO = list(HeaderName.ALERT_INFO, InfoLink::read);
    /** More about the caller or callee. */
    public static final HeaderKind<InfoLink> CALL_INFO = list(HeaderName.CALL_INFO, InfoLink::read);
    /** More about a failure. */
    public static final HeaderKind<InfoLink> ERROR_INFO = list(HeaderName.ERROR_INFO, InfoLink::read);
    /** When the message was first sent. */
    public static final HeaderKind<Instant> DATE = one(HeaderName.DATE, new SipDate());
    /** Call-IDs this call answers. */
    public static final HeaderKind<String> IN_REPLY_TO = list(HeaderName.IN_REPLY_TO, Codecs.CALL_ID);
    /** 1.0. */
    public static final HeaderKind<String> MIME_VERSION = one(HeaderName.MIME_VERSION, Codecs.TOKEN);
    /** The sender's organisation. */
    public static final HeaderKind<String> ORGANIZATION = one(HeaderName.ORGANIZATION, Codecs.TEXT);
    /** emergency, urgent, normal, non-urgent or another token. */
    public static final HeaderKind<String> PRIORITY = one(HeaderName.PRIORITY, Codecs.TOKEN);
    /** Why the request was sent (RFC 3326). */
    public static final HeaderKind<Reason> REASON = list(HeaderName.REASON, Reason::read);
    /** Where to call back. */
    public static final HeaderKind<NameAddr> REPLY_TO = one(HeaderName.REPLY_TO, ADDRESS);
    /** When to try again. */
    public static final HeaderKind<RetryAfter> RETRY_AFTER = one(HeaderName.RETRY_AFTER, RetryAfter::read);
    /** The server's software. */
    public static final HeaderKind<String> SERVER = one(HeaderName.SERVER, Codecs.TEXT);
    /** What the call is about. */
    public static final HeaderKind<String> SUBJECT = one(HeaderName.SUBJECT, Codecs.TEXT);
    /** When the request was sent, by the sender's clock. */
    public static final HeaderKind<Timestamp> TIMESTAMP = one(HeaderName.TIMESTAMP, Timestamp::read);
    /** The client's software. */
    public static final HeaderKind<String> USER_AGENT = one(HeaderName.USER_AGENT, Codecs.TEXT);
    /** More about the response. */
    public static final HeaderKind<Warning> WARNING = list(HeaderName.WARNING, Warning::read);
    /** Number of a reliable provisional response, 1..2^32-1 (RFC 3262 §7.1). */
    public static final HeaderKind<Long> RSEQ = define("RSeq", false, Codecs.number(RAck.MAX, Long::valueOf));
    /** Which provisional response a PRACK acknowledges (RFC 3262 §7.2). */
    public static final HeaderKind<RAck> RACK = define("RAck", false, RAck::read);
    /** How long the session lives without a refresh, and who sends it (RFC 4028 §4). */
    public static final HeaderKind<SessionInterval> SESSION_EXPIRES
            = one(HeaderName.SESSION_EXPIRES, SessionInterval::read);
    /** The shortest Session-Expires that is agreeable (RFC 4028 §5). */
    public static final HeaderKind<SessionInterval> MIN_SE = define("Min-SE", false, SessionInterval::read);
    /** Who a party is, as those say who trust each other (RFC 3325 §9.1); what counts is {@code AssertedIdentity}. */
    public static final HeaderKind<NameAddr> P_ASSERTED_IDENTITY = define("P-Asserted-Identity", true, ADDRESS);
    /** As whom a party that has several addresses wants to be shown (RFC 3325 §9.2). */
    public static final HeaderKind<NameAddr> P_PREFERRED_IDENTITY = define("P-Preferred-Identity", true, ADDRESS);
    /** What a party wants kept from others (RFC 3323 §4.2); several values add up. */
    public static final HeaderKind<Privacy> PRIVACY = define("Privacy", true, Privacy::read);
    /** The targets a request had on its way, in order (RFC 7044 §5). */
    public static final HeaderKind<HistoryInfo> HISTORY_INFO = define("History-Info", true,
            Codecs.view(HistoryInfo::read, HistoryInfo::toBytes));
    /** Who sent the call elsewhere, latest first (RFC 5806). */
    public static final HeaderKind<Diversion> DIVERSION = define("Diversion", true,
            Codecs.view(Diversion::read, Diversion::toBytes));

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

    /**
     * Any field by name (or compact form), each line's value as text. @throws SipSyntaxException when it is no token
     */
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

    /** The value as text. @throws SipSyntaxException when it would not stay inside its line */
    public String format(T value) {
        byte[] bytes = encode(value);
        return Chars.text(bytes, 0, bytes.length);
    }

    /** The value in bytes. @throws SipSyntaxException when it would not stay inside its line */
    byte[] encode(T value) {
        byte[] bytes = codec.encode(value);
        if (Chars.indexOf(bytes, 0, bytes.length, '\r') >= 0 || Chars.indexOf(bytes, 0, bytes.length, '\n') >= 0) {
            throw new SipSyntaxException(name + ": line break in a value");
        }
        return bytes;
    }

    /** Whether commas split everywhere because the values know no quotes. */
    boolean isPlain() {
        return id == HeaderName.IN_REPLY_TO.ordinal();
    }

    /** The first value in line {@code i}; null as in {@link HeaderCodec#read}. */
    @Nullable T first(Head head, int i, Fault fault) {
        return first(head.s(), head.valueFrom(i), head.valueTo(i), head.folded(i), fault);
    }

    /** The first value in [from, to); null as in {@link HeaderCodec#read}. */
    @Nullable T first(byte[] line, int from, int to, boolean folded, Fault fault) {
        if (folded) {
            byte[] unfolded = Codecs.unfolded(line, from, to);
            return first(unfolded, 0, unfolded.length, false, fault);
        }
        int end = list ? Chars.trimEnd(line, from, Commas.next(line, from, to, isPlain())) : to;
        return codec.read(line, from, end, fault);
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
