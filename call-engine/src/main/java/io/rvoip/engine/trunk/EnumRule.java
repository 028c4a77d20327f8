package io.rvoip.engine.trunk;

import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsType;
import io.rvoip.sip.transport.dns.NaptrRecord;
import io.rvoip.sip.uri.SipUri;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From a number to SIP URIs by NAPTR records (RFC 6116, RFC 3402). What a name server writes is run only when it stays
 * within bounds that make it cheap whoever wrote it: of the extended regular expressions of POSIX plain characters,
 * {@code . ^ $ ( ) [ ]} and at most {@link #MOST_REPEATED} repetitions, of one character each. That is all that the
 * records in use have; a record with more counts as none.
 */
final class EnumRule {
    private static final int MOST_URIS = 3;
    private static final int MOST_REPEATED = 3;
    private static final int LONGEST_URI = 512;
    /** One character or a set of them, and how often. */
    private static final Pattern ATOM =
            Pattern.compile("(?:[0-9A-Za-z.@:_-]|\\\\[+.*?()$^]|\\[\\^?[0-9+-]{1,16}\\])([*+?])?|[()^$]");
    private static final Pattern SERVICE =
            Pattern.compile("(?i)e2u(?:\\+[a-z0-9:]{1,40})*\\+sip(?:\\+[a-z0-9:]{1,40})*");

    private EnumRule() {}

    /**
     * The domain of a number: its digits backwards, a dot after each.
     *
     * @param number {@code +} and digits
     * @return empty when the suffix is no domain
     */
    static Optional<DnsQuestion> domain(String number, String suffix) {
        StringBuilder name = new StringBuilder();
        for (int i = number.length() - 1; i > 0; i--) {
            name.append(number.charAt(i)).append('.');
        }
        return DnsQuestion.of(name + suffix, DnsType.NAPTR);
    }

    /** Where the records lead, best first: by order, then by preference; at most a few, each once. */
    static List<SipUri> uris(List<NaptrRecord> records, String number) {
        return records.stream()
                .filter(record -> record.flags().equalsIgnoreCase("u") && SERVICE.matcher(record.service()).matches())
                .sorted(Comparator.comparingInt(NaptrRecord::order).thenComparingInt(NaptrRecord::preference))
                .flatMap(record -> substitute(record.regexp(), number).flatMap(EnumRule::uri).stream())
                .distinct()
                .limit(MOST_URIS)
                .toList();
    }

    /** {@code !pattern!replacement!i}, with any delimiter; applied to the whole number with its {@code +}. */
    static Optional<String> substitute(String expression, String number) {
        if (expression.length() < 3) {
            return Optional.empty();
        }
        String[] parts = expression.substring(1).split(Pattern.quote(expression.substring(0, 1)), -1);
        if (parts.length != 3 || !parts[2].isEmpty() && !parts[2].equals("i") || !isHarmless(parts[0])) {
            return Optional.empty();
        }
        try {
            Matcher matcher = Pattern.compile(parts[0]).matcher(number);
            return matcher.find() ? replace(parts[1], matcher) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty(); // a parenthesis without its other half
        }
    }

    private static boolean isHarmless(String pattern) {
        Matcher atoms = ATOM.matcher(pattern);
        int at = 0;
        int repeated = 0;
        while (at < pattern.length()) {
            if (!atoms.region(at, pattern.length()).lookingAt()) {
                return false;
            }
            repeated += atoms.group(1) == null ? 0 : 1;
            at = atoms.end();
        }
        return repeated <= MOST_REPEATED;
    }

    private static Optional<String> replace(String replacement, Matcher found) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < replacement.length() && text.length() <= LONGEST_URI; i++) {
            char c = replacement.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            int group = ++i < replacement.length() ? replacement.charAt(i) - '0' : -1;
            if (group < 1 || group > found.groupCount()) {
                return Optional.empty();
            }
            String captured = found.group(group);
            text.append(captured == null ? "" : captured);
        }
        return Optional.of(text.toString()).filter(uri -> uri.length() <= LONGEST_URI);
    }

    /** Only what says whom to call where: no headers, no other way to go than the host. */
    private static Optional<SipUri> uri(String text) {
        try {
            return Optional.of(SipUri.of(text)).filter(
                    uri -> uri.user().isPresent() && !uri.hasHeaders() && !uri.hasParameter("maddr") && !uri.hasParameter("method"));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
