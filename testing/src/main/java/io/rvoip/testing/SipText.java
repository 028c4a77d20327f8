package io.rvoip.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SIP message as plain text, read by a small reader of its own: start line, header lines, body. It knows compact
 * names and folded lines and nothing else, and it judges nothing.
 */
public final class SipText {
    private static final Map<String, String> COMPACT = Map.of(
            "v", "via", "f", "from", "t", "to", "i", "call-id", "m", "contact",
            "l", "content-length", "c", "content-type", "k", "supported", "s", "subject", "e", "content-encoding");

    private final String raw;
    private final String startLine;
    private final List<Line> lines;
    private final String body;

    /** A header line with its name as written. */
    private record Line(String name, String value) {}

    private SipText(String raw, String startLine, List<Line> lines, String body) {
        this.raw = raw;
        this.startLine = startLine;
        this.lines = lines;
        this.body = body;
    }

    /**
     * Reads a message.
     *
     * @throws AssertionError when a header line has no colon
     */
    public static SipText read(String raw) {
        int end = raw.indexOf("\r\n\r\n");
        String head = end < 0 ? raw : raw.substring(0, end);
        String[] parts = head.replaceAll("\r\n[ \t]+", " ").split("\r\n");
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            if (colon < 0) {
                throw new AssertionError("not a header line: '" + parts[i] + "' in\n" + raw);
            }
            lines.add(new Line(parts[i].substring(0, colon).strip(), parts[i].substring(colon + 1).strip()));
        }
        return new SipText(raw, parts[0], lines, end < 0 ? "" : raw.substring(end + 4));
    }

    /**
     * Writes a message with CRLF line ends. A Content-Length is added unless {@code lines} has one.
     *
     * @param lines header lines as "Name: value"
     */
    public static String write(String startLine, List<String> lines, String body) {
        StringBuilder text = new StringBuilder(startLine).append("\r\n");
        boolean sized = false;
        for (String line : lines) {
            sized |= nameOf(line).equals("content-length");
            text.append(line).append("\r\n");
        }
        if (!sized) {
            text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    public String raw() {
        return raw;
    }

    public String startLine() {
        return startLine;
    }

    public String body() {
        return body;
    }

    public boolean isRequest() {
        return !startLine.startsWith("SIP/");
    }

    /** The method of a request, or the one in the CSeq of a response. */
    public String method() {
        return isRequest() ? startLine.split(" ")[0] : header("CSeq").split("\\s+")[1];
    }

    /** The status of a response, 0 for a request. */
    public int status() {
        return isRequest() ? 0 : Integer.parseInt(startLine.split(" ")[1]);
    }

    public String requestUri() {
        return startLine.split(" ")[1];
    }

    /** Whether this is a request with that method, a response with that status ("200") or both ("200 INVITE"). */
    public boolean is(String what) {
        return isRequest()
                ? what.equals(method())
                : what.equals("" + status()) || what.equals(status() + " " + method());
    }

    public boolean has(String name) {
        return maybe(name).isPresent();
    }

    /**
     * The first value.
     *
     * @throws AssertionError when there is none
     */
    public String header(String name) {
        return maybe(name).orElseThrow(() -> new AssertionError("no " + name + " in\n" + raw));
    }

    public Optional<String> maybe(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of all lines with this name, one for each line. */
    public List<String> headers(String name) {
        String wanted = canonical(name);
        return lines.stream().filter(line -> canonical(line.name()).equals(wanted)).map(Line::value).toList();
    }

    /** A parameter of the first value of a header; empty when it has none of that name, "" when it has no value. */
    public Optional<String> parameter(String header, String name) {
        String value = header(header);
        int from = value.indexOf('>') + 1;
        Matcher found = Pattern.compile(";\\s*" + Pattern.quote(name) + "(?:\\s*=\\s*([^;,\\s]*))?(?=[;,\\s]|$)",
                Pattern.CASE_INSENSITIVE).matcher(value.substring(from));
        return found.find() ? Optional.of(found.group(1) == null ? "" : found.group(1)) : Optional.empty();
    }

    /**
     * A response to this request without body: its Via, From, To, Call-ID and CSeq (RFC 3261 §8.2.6.2), a To tag
     * made of the Call-ID unless there is one or the status is 100, and {@code extra} lines.
     */
    public String response(int status, String reason, String... extra) {
        return responseWith("", status, reason, extra);
    }

    /** As {@link #response}, with a body; give its Content-Type in {@code extra}. */
    public String responseWith(String body, int status, String reason, String... extra) {
        List<String> copied = new ArrayList<>();
        headers("Via").forEach(via -> copied.add("Via: " + via));
        copied.add("From: " + header("From"));
        copied.add("To: " + header("To") + (status == 100 || parameter("To", "tag").isPresent() ? "" : ";tag=" + tag()));
        copied.add("Call-ID: " + header("Call-ID"));
        copied.add("CSeq: " + header("CSeq"));
        copied.addAll(List.of(extra));
        return write("SIP/2.0 " + status + " " + reason, copied, body);
    }

    /**
     * The ACK to a final response to this INVITE, RFC 3261 §17.1.1.3 when it is no 2xx: same Via. For a 2xx it goes
     * to the Contact with the branch {@code branch}.
     */
    public String ack(SipText response, String branch) {
        boolean accepted = response.status() / 100 == 2;
        String uri = accepted && response.has("Contact") ? addressIn(response.header("Contact")) : requestUri();
        String via = header("Via");
        List<String> lines = new ArrayList<>();
        lines.add("Via: " + (accepted ? via.replaceAll("branch=[^;,\\s]*", "branch=" + branch) : via));
        lines.add("Max-Forwards: 70");
        headers("Route").forEach(route -> lines.add("Route: " + route));
        lines.add("From: " + header("From"));
        lines.add("To: " + response.header("To"));
        lines.add("Call-ID: " + header("Call-ID"));
        lines.add("CSeq: " + header("CSeq").split("\\s+")[0] + " ACK");
        return write("ACK " + uri + " SIP/2.0", lines, "");
    }

    /** The CANCEL of this request, RFC 3261 §9.1. */
    public String cancel() {
        List<String> lines = new ArrayList<>();
        lines.add("Via: " + header("Via"));
        lines.add("Max-Forwards: 70");
        headers("Route").forEach(route -> lines.add("Route: " + route));
        lines.add("From: " + header("From"));
        lines.add("To: " + header("To"));
        lines.add("Call-ID: " + header("Call-ID"));
        lines.add("CSeq: " + header("CSeq").split("\\s+")[0] + " CANCEL");
        return write("CANCEL " + requestUri() + " SIP/2.0", lines, "");
    }

    /** The URI between angle brackets, or the value up to the first parameter. */
    public static String addressIn(String nameAddr) {
        int open = nameAddr.indexOf('<');
        return open < 0
                ? nameAddr.split("[;,]")[0].strip()
                : nameAddr.substring(open + 1, nameAddr.indexOf('>', open));
    }

    static String nameOf(String line) {
        int colon = line.indexOf(':');
        return canonical(colon < 0 ? line : line.substring(0, colon).strip());
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return COMPACT.getOrDefault(lower, lower);
    }

    private String tag() {
        return "peer" + Integer.toHexString(header("Call-ID").hashCode());
    }

    @Override
    public String toString() {
        return raw;
    }
}
