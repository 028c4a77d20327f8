package io.rvoip.sip.internal;

import io.rvoip.sip.Fault;
import io.rvoip.sip.HeaderCodec;
import io.rvoip.sip.SipSyntaxException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Codecs of values that are plain text and numbers. */
public final class Codecs {
    /** Any text, trimmed. */
    public static final HeaderCodec<String> TEXT = (s, from, to, fault) -> Chars.text(s, from, to);
    /** One token. */
    public static final HeaderCodec<String> TOKEN = checked(Codecs::token);
    /** A Call-ID: word [ "@" word ]. */
    public static final HeaderCodec<String> CALL_ID = checked(Codecs::callId);
    /** 0-2^32-1. */
    public static final HeaderCodec<Long> DELTA_SECONDS = number(0xffff_ffffL, Long::valueOf);
    /** 0-2^31-1. */
    public static final HeaderCodec<Integer> LENGTH = number(Integer.MAX_VALUE, Math::toIntExact);
    /** 0-255. */
    public static final HeaderCodec<Integer> HOPS = number(255, Math::toIntExact);

    private Codecs() {}

    /** A codec of texts that also writes only what it reads. */
    private static HeaderCodec<String> checked(HeaderCodec<String> reader) {
        return new HeaderCodec<>() {
            @Override
            public @Nullable String read(byte[] s, int from, int to, Fault fault) {
                return reader.read(s, from, to, fault);
            }

            @Override
            public String write(String value) {
                byte[] bytes = Chars.bytes(value);
                Fault fault = new Fault();
                if (reader.read(bytes, 0, bytes.length, fault) == null) {
                    throw new SipSyntaxException("value: " + value + " (" + fault.reason() + ")");
                }
                return value;
            }
        };
    }

    /** A codec of values that keep the bytes they were read from. */
    public static <T> HeaderCodec<T> view(HeaderCodec<T> reader, Function<T, byte[]> bytes) {
        return new HeaderCodec<>() {
            @Override
            public @Nullable T read(byte[] s, int from, int to, Fault fault) {
                return reader.read(s, from, to, fault);
            }

            @Override
            public byte[] encode(T value) {
                return bytes.apply(value);
            }
        };
    }

    private static @Nullable String token(byte[] s, int from, int to, Fault fault) {
        int end = Chars.skip(s, from, to, Chars.TOKEN);
        return end == to && end > from ? Chars.ascii(s, from, to) : fault.at(end, "not a token");
    }

    private static @Nullable String callId(byte[] s, int from, int to, Fault fault) {
        int end = callIdEnd(s, from, to);
        return end == to ? Chars.ascii(s, from, to) : fault.at(Math.abs(end), "malformed Call-ID");
    }

    /** {@code to} when [from, to) is a Call-ID, else another position. */
    public static int callIdEnd(byte[] s, int from, int to) {
        int at = Chars.skip(s, from, to, Chars.WORD);
        if (at == to || at == from) {
            return at == from ? -1 : to;
        }
        if (s[at] != '@') {
            return at;
        }
        int end = Chars.skip(s, at + 1, to, Chars.WORD);
        return end == at + 1 ? -1 : end;
    }

    /** A codec of decimal numbers from 0 to {@code max}. */
    public static <N extends Number> HeaderCodec<N> number(long max, LongFunction<N> boxed) {
        return new HeaderCodec<>() {
            @Override
            public @Nullable N read(byte[] s, int from, int to, Fault fault) {
                long value = Chars.number(s, from, to, max);
                return value < 0 ? fault.at(from, "malformed number (expected: 0-" + max + ")") : boxed.apply(value);
            }

            @Override
            public String write(N value) {
                if (value.longValue() < 0 || value.longValue() > max) {
                    throw new SipSyntaxException("number: " + value + " (expected: 0-" + max + ")");
                }
                return value.toString();
            }
        };
    }

    /**
     * The value without line folding and trailing spaces: the range itself when it has no fold, else a copy in which
     * each line break with the spaces around it is one space (RFC 3261 §7.3.1).
     */
    public static byte[] unfolded(byte[] s, int from, int to) {
        byte[] out = new byte[to - from];
        int n = 0;
        int p = from;
        while (p < to) {
            if (s[p] == '\r' || s[p] == '\n') {
                n = Chars.trimEnd(out, 0, n);
                while (p < to && (s[p] == '\r' || s[p] == '\n' || s[p] == ' ' || s[p] == '\t')) {
                    p++;
                }
                if (n > 0 && p < to) {
                    out[n++] = ' ';
                }
            } else {
                out[n++] = s[p++];
            }
        }
        return Arrays.copyOf(out, Chars.trimEnd(out, 0, n));
    }
}
