package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A media type or range with parameters: Content-Type (RFC 3261 §20.15), Accept (§20.1).
 *
 * @param type    as written, {@code *} in a range
 * @param subtype as written, {@code *} in a range
 */
public record MediaType(String type, String subtype, Parameters parameters) {
    /** {@code application/sdp}. */
    public static final MediaType SDP = new MediaType("application", "sdp", Parameters.NONE);
    private static final byte[] SDP_BYTES = Chars.bytes("application/sdp");

    /** Checks both tokens. */
    public MediaType {
        Wire.token("media type", type);
        Wire.token("media subtype", subtype);
    }

    /** Reads {@code type/subtype;parameters}. @throws SipSyntaxException when it is malformed */
    public static MediaType of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("media type", text));
        Fault fault = new Fault();
        MediaType read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("media type: " + text + " (" + fault.reason() + ")");
        }
        return read;
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable MediaType read(byte[] s, int from, int to, Fault fault) {
        if (Chars.same(s, from, to, SDP_BYTES, 0, SDP_BYTES.length)) {
            return SDP;
        }
        int type = Chars.skip(s, from, to, Chars.TOKEN);
        int slash = Chars.skipSpace(s, type, to);
        if (type == from || slash >= to || s[slash] != '/') {
            return fault.at(type, "malformed media type (expected: type/subtype)");
        }
        int start = Chars.skipSpace(s, slash + 1, to);
        int end = Chars.skip(s, start, to, Chars.TOKEN);
        if (end == start) {
            return fault.at(start, "malformed media type (expected: type/subtype)");
        }
        Parameters parameters = Parameters.read(s, end, to, fault);
        return parameters == null ? null
                : new MediaType(Chars.ascii(s, from, type), Chars.ascii(s, start, end), parameters);
    }

    /** Whether this is {@code type/subtype}, ignoring case and parameters. */
    public boolean is(String type, String subtype) {
        return this.type.equalsIgnoreCase(type) && this.subtype.equalsIgnoreCase(subtype);
    }

    /** Whether this range covers a type, ignoring parameters. */
    public boolean covers(MediaType other) {
        return type.equals("*") || type.equalsIgnoreCase(other.type)
                && (subtype.equals("*") || subtype.equalsIgnoreCase(other.subtype));
    }

    /** The value of a parameter, such as {@code boundary}. */
    public Optional<String> parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public String toString() {
        return type + "/" + subtype + parameters;
    }
}
