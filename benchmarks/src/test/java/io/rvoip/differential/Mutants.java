package io.rvoip.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Messages of the corpus with some lines put in, left out, doubled or spoilt. */
final class Mutants {
    private static final int MOST_CHANGES = 3;

    private Mutants() {}

    static Arbitrary<byte[]> of(List<byte[]> corpus) {
        List<String> texts = corpus.stream().filter(bytes -> bytes.length < 4_000)
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
        return Combinators.combine(Arbitraries.of(texts), change().list().ofMinSize(1).ofMaxSize(MOST_CHANGES))
            .as((text, changes) -> {
                String changed = text;
                for (Change change : changes) {
                    changed = change.applyTo(changed);
                }
                return changed.getBytes(StandardCharsets.ISO_8859_1);
            });
    }

    /** One change of a text, at a place given as a share of its length. */
    private record Change(Kind kind, double place, String what) {
        String applyTo(String text) {
            List<String> lines = new ArrayList<>(List.of(text.split("\r\n", -1)));
            int line = 1 + (int) (place * Math.max(1, lines.size() - 3));
            int at = (int) (place * text.length());
            switch (kind) {
                case PUT_LINE -> lines.add(Math.min(line, lines.size()), what);
                case SET_LINE -> lines.set(Math.min(line, lines.size() - 1), what);
                case DROP_LINE -> lines.remove(Math.min(line, lines.size() - 1));
                case DOUBLE_LINE -> lines.add(Math.min(line, lines.size() - 1), lines.get(Math.min(line, lines.size() - 1)));
                case PUT_TEXT -> {
                    return text.substring(0, at) + what.substring(what.length() - 1) + text.substring(at);
                }
                case DROP_TEXT -> {
                    return text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
                }
                default -> throw new AssertionError(kind);
            }
            return String.join("\r\n", lines);
        }
    }

    private enum Kind { PUT_LINE, SET_LINE, DROP_LINE, DOUBLE_LINE, PUT_TEXT, DROP_TEXT }

    private static Arbitrary<Change> change() {
        return Combinators.combine(Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 999).map(share -> share / 1000.0), line()).as(Change::new);
    }

    private static Arbitrary<String> line() {
        Arbitrary<String> name = Arbitraries.of("Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Max-Forwards", "Contact",
            "m", "Route", "Record-Route", "Expires", "Content-Length", "l", "Content-Type", "X-Other");
        Arbitrary<String> value = Arbitraries.of(values());
        return Combinators.combine(name, Arbitraries.of(":", ": ", " : ", ":\r\n "), value).as((n, colon, v) -> n + colon + v);
    }

    private static List<String> values() {
        return List.of("", "SIP/2.0/UDP h;branch=z9hG4bKq", "SIP / 2.0 / TCP [2001:db8::9]:5060 ; branch=z9hG4bKq;rport",
            "SIP/2.0/TLS h:5061;received=192.0.2.1, SIP/2.0/WS x.invalid;branch=z9hG4bK1", "<sip:a@h>;tag=1", "sip:a@h;tag=2",
            "\"A \\\"B\\\" <c>\" <sips:a%41@H.Example:5061;lr>;tag=x", "A B <sip:[::1]:5>", "<tel:+1-201-555-0123>;tag=t", "*",
            "<sip:a@h>;expires=7;q=0.5, <sip:b@h>", "<sip:h;lr>", "<sip:a@h;lr>,<sip:b@[2001:db8::1];lr>", "1 INVITE", "2147483648 OPTIONS",
            "04294967295 REGISTER", "7 invite", "70", "0", "256", "-1", "3600", "99999999999", "a@b", "a b", "application/sdp", "5 (c)", ",", "<",
            "\"", "grün \u0001", "<sip:a@h?subject=x>", "<http://h/x>;tag=1", "sip:u:p@h:70000", "<sip:a@-h->;tag=1", "a\r\n b");
    }
}
