package io.rvoip.sip.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header fields known by name, with the compact forms registered at IANA. {@link #ordinal()} is the id in tables. */
public enum HeaderName {
    /** Any name not listed here. */
    OTHER(""),
    VIA("Via", 'v'), FROM("From", 'f'), TO("To", 't'), CALL_ID("Call-ID", 'i'), CSEQ("CSeq"),
    MAX_FORWARDS("Max-Forwards"), ROUTE("Route"), RECORD_ROUTE("Record-Route"), CONTACT("Contact", 'm'),
    CONTENT_LENGTH("Content-Length", 'l'), CONTENT_TYPE("Content-Type", 'c'),
    CONTENT_ENCODING("Content-Encoding", 'e'), CONTENT_DISPOSITION("Content-Disposition"),
    CONTENT_LANGUAGE("Content-Language"), EXPIRES("Expires"), MIN_EXPIRES("Min-Expires"),
    SUPPORTED("Supported", 'k'), REQUIRE("Require"), PROXY_REQUIRE("Proxy-Require"), UNSUPPORTED("Unsupported"),
    ALLOW("Allow"), ACCEPT("Accept"), ACCEPT_ENCODING("Accept-Encoding"), ACCEPT_LANGUAGE("Accept-Language"),
    AUTHORIZATION("Authorization"), PROXY_AUTHORIZATION("Proxy-Authorization"),
    WWW_AUTHENTICATE("WWW-Authenticate"), PROXY_AUTHENTICATE("Proxy-Authenticate"),
    AUTHENTICATION_INFO("Authentication-Info"), ALERT_INFO("Alert-Info"), CALL_INFO("Call-Info"),
    ERROR_INFO("Error-Info"), DATE("Date"), IN_REPLY_TO("In-Reply-To"), MIME_VERSION("MIME-Version"),
    ORGANIZATION("Organization"), PRIORITY("Priority"), REASON("Reason"), REPLY_TO("Reply-To"),
    RETRY_AFTER("Retry-After"), SERVER("Server"), SUBJECT("Subject", 's'), TIMESTAMP("Timestamp"),
    USER_AGENT("User-Agent"), WARNING("Warning"),
    ACCEPT_CONTACT("Accept-Contact", 'a'), ALLOW_EVENTS("Allow-Events", 'u'), EVENT("Event", 'o'),
    IDENTITY("Identity", 'y'), IDENTITY_INFO("Identity-Info", 'n'), REFER_TO("Refer-To", 'r'),
    REFERRED_BY("Referred-By", 'b'), REJECT_CONTACT("Reject-Contact", 'j'),
    REQUEST_DISPOSITION("Request-Disposition", 'd'), SESSION_EXPIRES("Session-Expires", 'x');

    private static final HeaderName[] ALL = values();
    private static final int SLOTS = 512;
    private static final byte[] TABLE = new byte[SLOTS];
    private static final byte[] COMPACT = new byte[128];

    static {
        for (HeaderName h : ALL) {
            if (h != OTHER) {
                int slot = slot(h.lower, 0, h.lower.length);
                while (TABLE[slot] != 0) {
                    slot = slot + 1 & SLOTS - 1;
                }
                TABLE[slot] = (byte) h.ordinal();
                if (h.compact != 0) {
                    COMPACT[h.compact] = (byte) h.ordinal();
                }
            }
        }
    }

    private final String text;
    private final byte[] lower;
    private final char compact;

    HeaderName(String text) {
        this(text, (char) 0);
    }

    HeaderName(String text, char compact) {
        this.text = text;
        this.lower = Chars.bytes(text.toLowerCase(Locale.ROOT));
        this.compact = compact;
    }

    /** The full name as the RFCs write it. */
    public String text() {
        return text;
    }

    /** The header name with this id. */
    public static HeaderName of(int id) {
        return ALL[id];
    }

    /** The id of the name in [from, to), full or compact, in any case; 0 when it is not known. */
    public static int id(byte[] s, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return s[from] < 0 ? 0 : COMPACT[s[from] | 0x20];
        }
        if (length < 2) {
            return 0;
        }
        int slot = slot(s, from, length);
        int id;
        while ((id = TABLE[slot]) != 0) {
            if (matches(ALL[id].lower, s, from, length)) {
                return id;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return 0;
    }

    /** The id of a name given as text; 0 when it is not known. */
    public static int id(@Nullable String name) {
        if (name == null) {
            return 0;
        }
        byte[] bytes = Chars.bytes(name);
        return id(bytes, 0, bytes.length);
    }

    private static int slot(byte[] s, int from, int length) {
        int h = length * 7 + (s[from] | 0x20) * 31 + (s[from + length - 1] | 0x20) * 5 + (s[from + (length >> 1)] | 0x20) * 17;
        return h & SLOTS - 1;
    }

    private static boolean matches(byte[] lower, byte[] s, int from, int length) {
        if (lower.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Chars.lower(s[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }
}
