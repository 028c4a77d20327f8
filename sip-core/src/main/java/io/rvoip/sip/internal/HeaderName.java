package io.rvoip.sip.internal;

import org.jspecify.annotations.Nullable;

/**
 * The header fields known by name, with the compact forms registered at IANA. {@link #ordinal()} is the id in tables.
 */
public enum HeaderName {
    /** Any name not listed here. */
    OTHER(""),
    // These eight are read from every message: HeadReader notes their first lines, a byte each.
    VIA("Via", 'v'), FROM("From", 'f'), TO("To", 't'), CALL_ID("Call-ID", 'i'), CSEQ("CSeq"),
    MAX_FORWARDS("Max-Forwards"), ROUTE("Route"), CONTENT_LENGTH("Content-Length", 'l'),
    RECORD_ROUTE("Record-Route"), CONTACT("Contact", 'm'), CONTENT_TYPE("Content-Type", 'c'),
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
    REQUEST_DISPOSITION("Request-Disposition", 'd'), SESSION_EXPIRES("Session-Expires", 'x'),
    PATH("Path"), SERVICE_ROUTE("Service-Route");

    private static final HeaderName[] ALL = values();
    /** 512 slots of four: the three words of a name and its id, 0 for a free slot. */
    private static final long[] KEYS = new long[512 * 4];
    /** The longest name a key can hold. */
    private static final int LONGEST = 23;

    static {
        for (HeaderName h : ALL) {
            if (h != OTHER) {
                enter(h.text, h.ordinal());
                if (h.compact != 0) {
                    enter(String.valueOf(h.compact), h.ordinal());
                }
            }
        }
    }

    private static void enter(String name, int id) {
        byte[] s = Chars.bytes(name);
        long a = word(s, 0, 0, s.length);
        long b = word(s, 0, 8, s.length);
        long c = word(s, 0, 16, s.length) | (long) s.length << 56;
        int slot = slot(a, b, c);
        while (KEYS[slot + 3] != 0) {
            slot = slot + 4 & KEYS.length - 1;
        }
        KEYS[slot] = a;
        KEYS[slot + 1] = b;
        KEYS[slot + 2] = c;
        KEYS[slot + 3] = id;
    }

    private final String text;
    private final char compact;

    HeaderName(String text) {
        this(text, (char) 0);
    }

    HeaderName(String text, char compact) {
        this.text = text;
        this.compact = compact;
    }

    /** The bit of this name in {@link Head#present()}. */
    public long bit() {
        return 1L << ordinal();
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
        if (length < 1 || length > LONGEST) {
            return 0;
        }
        return id(word(s, from, 0, length), word(s, from, 8, length), word(s, from, 16, length) | (long) length << 56);
    }

    /**
     * The id of a name given as its bytes in little-endian words after {@link #folded}, zeros after its end, its
     * length in the top byte of the third word; 0 when it is not known.
     */
    static int id(long a, long b, long c) {
        int slot = slot(a, b, c);
        int id;
        while ((id = (int) KEYS[slot + 3]) != 0) {
            if (KEYS[slot] == a && KEYS[slot + 1] == b && KEYS[slot + 2] == c) {
                return id;
            }
            slot = slot + 4 & KEYS.length - 1;
        }
        return 0;
    }

    /** Upper-case letters to lower case, eight bytes at a time; no other byte becomes a letter, digit or hyphen. */
    static long folded(long word) {
        return word | (word & 0x4040_4040_4040_4040L) >>> 1;
    }

    static long word(byte[] s, int from, int start, int length) {
        long word = 0;
        for (int i = Math.min(length, start + 8) - 1; i >= start; i--) {
            word = word << 8 | s[from + i] & 0xff;
        }
        return folded(word);
    }

    private static int slot(long a, long b, long c) {
        return (int) ((a + b * 31 + c) * 0x9E37_79B9_7F4A_7C15L >>> 55) << 2;
    }

    /** The id of a name given as text; 0 when it is not known. */
    public static int id(@Nullable String name) {
        if (name == null) {
            return 0;
        }
        byte[] bytes = Chars.bytes(name);
        return id(bytes, 0, bytes.length);
    }
}
