package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Commas;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One target a request had on its way (RFC 7044 §5):
 * {@code <sip:bob@192.0.2.4?Reason=SIP%3Bcause%3D486>;index=1.1;rc=1}.
 * Why it failed and whether it is to be hidden stand as headers in its URI. Immutable.
 */
public record HistoryInfo(NameAddr address) {
    private static final String INDEX = "index";
    private static final String REASON = "Reason";
    private static final String PRIVACY = "Privacy";
    private static final NameAddr NOBODY = NameAddr.of(SipUri.of("anonymous", "anonymous.invalid"));

    /** How a target was found. */
    public enum Change {
        /** The address under which the same user is reached. */
        CONTACT("rc"),
        /** Another user. */
        USER("mp"),
        /** The same target, passed on. */
        NONE("np");

        private final String parameter;

        Change(String parameter) {
            this.parameter = parameter;
        }
    }

    /** Checks the index. @throws SipSyntaxException when there is none of numbers and dots */
    public HistoryInfo {
        String index = address.parameter(INDEX).orElse("");
        if (!isIndex(index)) {
            throw new SipSyntaxException("index: \"" + index + "\" (expected: numbers and dots, as 1.1.2)");
        }
    }

    /** The first target of a request. */
    public static HistoryInfo of(Uri target, String index) {
        return new HistoryInfo(NameAddr.of(target).withParameter(INDEX, index));
    }

    /** A target that was found from another one. @param parent index of that one */
    public static HistoryInfo of(Uri target, String index, Change change, String parent) {
        return new HistoryInfo(of(target, index).address.withParameter(change.parameter, parent));
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable HistoryInfo read(byte[] s, int from, int to, Fault fault) {
        NameAddr address = NameAddr.read(s, from, to, fault);
        if (address == null) {
            return null;
        }
        return isIndex(address.parameter(INDEX).orElse(""))
                ? new HistoryInfo(address) : fault.at(from, "no index (expected: numbers and dots)");
    }

    private static boolean isIndex(String text) {
        boolean dot = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? dot : c < '0' || c > '9') {
                return false;
            }
            dot = c == '.';
        }
        return !dot;
    }

    /** The target, with the headers in its URI. */
    public Uri uri() {
        return address.uri();
    }

    /** Where it stands in the tree of targets. */
    public String index() {
        return address.parameter(INDEX).orElseThrow();
    }

    /** How it was found; empty for the first, and where nobody said. */
    public Optional<Change> change() {
        for (Change each : Change.values()) {
            if (address.parameters().has(each.parameter)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Index of the target it was found from. */
    public Optional<String> parent() {
        return change().flatMap(change -> address.parameter(change.parameter));
    }

    /** Why the request went on from here; empty while it did not, and for tel URIs, which carry no headers. */
    public List<Reason> reasons() {
        byte[] text = Chars.bytes(header(REASON));
        List<Reason> reasons = new ArrayList<>(1);
        int p = 0;
        while (p < text.length) {
            int comma = Commas.next(text, p, text.length, false);
            int from = Chars.skipSpace(text, p, comma);
            Reason reason = Reason.read(text, from, Chars.trimEnd(text, from, comma), new Fault());
            if (reason != null) {
                reasons.add(reason);
            }
            p = comma + 1;
        }
        return List.copyOf(reasons);
    }

    /** Whether the target is to be hidden outside of its domain. */
    public boolean isPrivate() {
        byte[] text = Chars.bytes(header(PRIVACY));
        Privacy privacy = Privacy.read(text, 0, text.length, new Fault());
        return privacy != null && privacy.has(Privacy.HISTORY);
    }

    private String header(String name) {
        return uri() instanceof SipUri sip ? sip.header(name).orElse("") : "";
    }

    /** The same with why the request went on from here. @throws SipSyntaxException for a URI that is no SIP URI */
    public HistoryInfo withReason(Reason reason) {
        return with(REASON, reason.toString());
    }

    /** The same, to be hidden outside of its domain. @throws SipSyntaxException for a URI that is no SIP URI */
    public HistoryInfo asPrivate() {
        return with(PRIVACY, Privacy.HISTORY);
    }

    private HistoryInfo with(String header, String value) {
        if (uri() instanceof SipUri sip) {
            return new HistoryInfo(address.withUri(sip.withHeader(header, value)));
        }
        throw new SipSyntaxException(header + ": not in " + uri() + " (expected: a SIP URI)");
    }

    /** The same place in the tree without its target (RFC 7044 §10.1.2). */
    public HistoryInfo anonymous() {
        return new HistoryInfo(NOBODY.with(address.parameters()));
    }

    /** The value in the bytes it stands in. */
    public byte[] toBytes() {
        return address.toBytes();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
