package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.ByteText;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Hosts;
import io.rvoip.sip.internal.ParamCursor;
import io.rvoip.sip.internal.Wire;
import java.util.Locale;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a message's way (RFC 3261 §20.42, {@code rport} RFC 3581): a view of the bytes it was read from. {@code
 * equals} compares the text. Immutable and thread-safe.
 */
public final class Via {
    /** What every branch of RFC 3261 starts with (§8.1.1.7). */
    public static final String MAGIC_COOKIE = "z9hG4bK";

    private static final int SIP2 = "SIP/2.0/".length();
    private static final long BRANCH = Chars.key("branch");
    private static final long RPORT = Chars.key("rport");
    private static final long RECEIVED = Chars.key("received");
    private static final String[] TRANSPORTS = {"UDP", "TCP", "TLS", "WS", "WSS", "SCTP"};
    private static final String[] PROTOCOLS =
            {"SIP/2.0/UDP", "SIP/2.0/TCP", "SIP/2.0/TLS", "SIP/2.0/WS", "SIP/2.0/WSS", "SIP/2.0/SCTP"};

    private final byte[] s;
    private final int from;
    private final int to;
    private final int transportFrom;
    private final int transportTo;
    private final int hostFrom;
    private final int hostTo;
    private final int port;
    private final int paramsFrom;
    private final int branchFrom;
    private final int branchTo;
    private final int receivedFrom;
    private final int receivedTo;
    private final int rport;
    private final boolean sound;
    private @Nullable String branch;
    private @Nullable String host;

    private Via(byte[] s, int from, int to, int transportFrom, int transportTo, int hostFrom, int hostTo, int port,
            int paramsFrom, Fault fault) {
        this.s = s;
        this.from = from;
        this.to = to;
        this.transportFrom = transportFrom;
        this.transportTo = transportTo;
        this.hostFrom = hostFrom;
        this.hostTo = hostTo;
        this.port = port;
        this.paramsFrom = paramsFrom;
        int branchFrom = -1;
        int branchTo = -1;
        int receivedFrom = -1;
        int receivedTo = -1;
        int rport = -1;
        boolean sound = true;
        ParamCursor cursor = new ParamCursor(s, paramsFrom, to);
        while (sound && cursor.next()) {
            long name = cursor.key();
            if (name == BRANCH) {
                sound = branchFrom < 0 && cursor.token;
                branchFrom = cursor.valueFrom;
                branchTo = cursor.valueTo;
            } else if (name == RPORT) {
                rport = cursor.valueFrom < 0 ? 0 : Hosts.port(s, cursor.valueFrom, cursor.valueTo);
                sound = rport >= 0;
            } else if (name == RECEIVED && cursor.valueFrom >= 0) {
                receivedFrom = cursor.valueFrom;
                receivedTo = cursor.valueTo;
            }
        }
        sound &= cursor.ended();
        if (!sound) {
            fault.at(cursor.pos, "malformed or repeated parameter");
            branchFrom = -1;
            branchTo = -1;
        }
        this.sound = sound;
        this.branchFrom = branchFrom;
        this.branchTo = branchTo;
        this.receivedFrom = receivedFrom;
        this.receivedTo = receivedTo;
        this.rport = Math.max(-1, rport);
    }

    /** {@code SIP/2.0/TRANSPORT host:port;branch=…}; port -1 is left out, an IPv6 host may come without brackets. */
    public static Via of(String transport, String host, int port, String branch) {
        return of("SIP/2.0/" + Wire.token("transport", transport) + " " + Hosts.checked(host)
                + (port == -1 ? "" : ":" + port) + ";branch=" + Wire.token("branch", branch));
    }

    /** Reads a Via value. @throws SipSyntaxException when it is malformed */
    public static Via of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("Via", text));
        Fault fault = new Fault();
        Via read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("Via: " + text + " (" + fault.reason() + ")");
        }
        return read;
    }

    /**
     * Reads the one Via value that fills [from, to) of an array, which the result keeps; null with the reason in
     * {@code fault}.
     */
    public static @Nullable Via read(byte[] s, int from, int to, Fault fault) {
        Via via = readSentBy(s, from, to, fault);
        return via != null && via.sound ? via : null;
    }

    /**
     * Reads a value whose parameters may be broken: enough to answer the request that carries it. Then the branch and
     * what follows the broken parameter count as absent, and the reason is in {@code fault}.
     */
    public static @Nullable Via readSentBy(byte[] s, int from, int to, Fault fault) {
        int p = Chars.sip2(s, from, to, '/') ? from + SIP2 : transportStart(s, from, to);
        if (p < 0) {
            return fault.at(from, "malformed protocol (expected: SIP/2.0/transport)");
        }
        p = Chars.skipSpace(s, p, to);
        int transportTo = Chars.skip(s, p, to, Chars.TOKEN);
        int hostFrom = Chars.skipSpace(s, transportTo, to);
        if (transportTo == p || hostFrom == transportTo) {
            return fault.at(transportTo, "malformed transport");
        }
        int hostTo = Hosts.end(s, hostFrom, to);
        if (hostTo < 0) {
            return fault.at(hostFrom, "malformed host");
        }
        int port = -1;
        int end = Chars.skipSpace(s, hostTo, to);
        if (end < to && s[end] == ':') {
            int portFrom = Chars.skipSpace(s, end + 1, to);
            end = Chars.skip(s, portFrom, to, Chars.DIGIT);
            port = Hosts.port(s, portFrom, end);
            if (port < 0) {
                return fault.at(portFrom, "malformed port (expected: 1-65535)");
            }
        }
        return new Via(s, from, to, p, transportTo, hostFrom, hostTo, port, end, fault);
    }

    /** The start of the transport after "name / version /" with any spaces, or -1. */
    private static int transportStart(byte[] s, int from, int to) {
        int p = from;
        for (int i = 0; i < 2; i++) {
            int end = Chars.skip(s, p, to, Chars.TOKEN);
            int slash = Chars.skipSpace(s, end, to);
            if (end == p || slash >= to || s[slash] != '/') {
                return -1;
            }
            p = Chars.skipSpace(s, slash + 1, to);
        }
        return p;
    }

    /** The protocol as {@code SIP/2.0/UDP}, without spaces. */
    public String protocol() {
        int i = known();
        return i >= 0 ? PROTOCOLS[i] : version() + transport();
    }

    private String version() {
        return Chars.text(s, from, transportFrom).replace(" ", "").replace("\t", "");
    }

    private int known() {
        if (transportFrom - from != SIP2) {
            return -1;
        }
        for (int i = 0; i < TRANSPORTS.length; i++) {
            if (Chars.equalsIgnoreCase(s, transportFrom, transportTo, TRANSPORTS[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The transport in upper case: UDP, TCP, TLS, WS, WSS or what stands there. */
    public String transport() {
        int i = known();
        return i >= 0 ? TRANSPORTS[i] : Chars.text(s, transportFrom, transportTo).toUpperCase(Locale.ROOT);
    }

    /** The host of sent-by as written, an IPv6 address with its brackets. */
    public String host() {
        String h = host;
        if (h == null) {
            h = Chars.ascii(s, hostFrom, hostTo);
            host = h;
        }
        return h;
    }

    /** The port of sent-by, or -1 when it has none. */
    public int port() {
        return port;
    }

    /** The transaction's branch; empty from an RFC 2543 element. */
    public Optional<String> branch() {
        if (branchFrom < 0) {
            return Optional.empty();
        }
        String b = branch;
        if (b == null) {
            b = Chars.ascii(s, branchFrom, branchTo);
            branch = b;
        }
        return Optional.of(b);
    }

    /** Bytes in the branch; 0 without one. */
    public int branchLength() {
        return branchTo - branchFrom;
    }

    /** Whether the branch starts with the magic cookie and names a transaction after it (RFC 3261 §17.2.3). */
    public boolean hasRfc3261Branch() {
        return branchTo - branchFrom > MAGIC_COOKIE.length()
                && Chars.equalsIgnoreCase(s, branchFrom, branchFrom + MAGIC_COOKIE.length(), MAGIC_COOKIE);
    }

    /** The address the message really came from, without brackets; empty when no one wrote it. */
    public Optional<String> received() {
        if (receivedFrom < 0) {
            return Optional.empty();
        }
        boolean brackets = s[receivedFrom] == '[' && s[receivedTo - 1] == ']';
        return Optional.of(brackets ? Chars.text(s, receivedFrom + 1, receivedTo - 1)
                : Chars.text(s, receivedFrom, receivedTo));
    }

    /** RFC 3581: -1 when absent, 0 when asked for without a value, else the port the message really came from. */
    public int rport() {
        return rport;
    }

    /** All parameters. */
    public Parameters parameters() {
        return Parameters.view(s, paramsFrom, to);
    }

    /** The value of a parameter, such as {@code maddr} or {@code ttl}. */
    public Optional<String> parameter(String name) {
        return parameters().get(name);
    }

    /** This Via with another branch. */
    public Via withBranch(String branch) {
        return with(parameters().with("branch", Wire.token("branch", branch)));
    }

    /** This Via with the source address as {@code received}; IPv6 without brackets, as the grammar has it. */
    public Via withReceived(String address) {
        return with(parameters().with("received", address));
    }

    /** This Via with {@code rport}; 0 writes the name alone. */
    public Via withRport(int port) {
        return with(parameters().with("rport", port == 0 ? "" : Integer.toString(port)));
    }

    /** This Via with a parameter set; an empty value writes the name alone. */
    public Via withParameter(String name, String value) {
        return with(parameters().with(name, value));
    }

    /** This Via with other parameters. */
    public Via with(Parameters parameters) {
        byte[] bytes = new ByteText(to - from + 64).add(s, from, paramsFrom).add(parameters.toBytes()).toBytes();
        Fault fault = new Fault();
        Via via = read(bytes, 0, bytes.length, fault);
        if (via == null) {
            throw new SipSyntaxException("Via: " + parameters + " (" + fault.reason() + ")");
        }
        return via;
    }

    /** The value in the bytes it stands in. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(s, from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Via v && Chars.same(s, from, to, v.s, v.from, v.to);
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
