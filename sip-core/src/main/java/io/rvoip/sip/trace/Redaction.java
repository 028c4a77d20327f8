package io.rvoip.sip.trace;

import io.rvoip.common.SecurityProfile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is taken out of a message before somebody sees it. Shown texts only: what was on the wire is not touched. */
public enum Redaction {
    /** Nothing: laboratories. */
    NOTHING,
    /** Credentials, passwords in URIs, and keys and passwords in descriptions. */
    SECRETS,
    /** Those, and all bodies. */
    BODIES,
    /** Everything: there is no text. */
    EVERYTHING;

    private static final String GONE = "***";
    private static final List<Pattern> CREDENTIALS = List.of(
            Pattern.compile("(?im)^((?:Proxy-Authorization|Authorization|Authentication-Info)[ \\t]*:)[^\\r\\n]*(?:\\r\\n[ \\t][^\\r\\n]*)*"),
            Pattern.compile("(?im)^((?:Proxy-Authenticate|WWW-Authenticate)[ \\t]*:[^\\r\\n]*?nonce=\")[^\"\\r\\n]*"),
            Pattern.compile("(?i)(\\bsips?:[^@:\\s<>\"]++:)[^@\\s<>\";?/]*(?=@)"));
    private static final List<Pattern> KEYS = List.of(
            Pattern.compile("(?im)^(a=crypto:(?:[ \\t]*[0-9]+[ \\t]+[a-z0-9_]+[ \\t]+inline:)?)[^\\r\\n]*"),
            Pattern.compile("(?im)^(a=key-mgmt:)[^\\r\\n]*"), Pattern.compile("(?m)^(k=)[^\\r\\n]*"),
            Pattern.compile("(?im)^(a=ice-pwd:)[^\\r\\n]*"));

    /** What a profile asks for (the row "dump/debug" of the security table). */
    public static Redaction of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> NOTHING;
            case STANDARD -> SECRETS;
            case HIGH_SECURITY -> BODIES;
            case ENTERPRISE, GOVERNMENT -> EVERYTHING;
        };
    }

    /** The message as it may be shown; empty when it may not. */
    public Optional<String> text(TracedMessage traced) {
        String text = traced.message().toString();
        return switch (this) {
            case NOTHING -> Optional.of(text);
            case SECRETS -> Optional.of(without(KEYS, without(CREDENTIALS, text)));
            case BODIES -> Optional.of(without(CREDENTIALS, text.substring(0, headEnd(text))));
            case EVERYTHING -> Optional.empty();
        };
    }

    private static int headEnd(String text) {
        int blank = text.indexOf("\r\n\r\n");
        return blank < 0 ? text.length() : blank + 4;
    }

    private static String without(List<Pattern> secrets, String text) {
        String left = text;
        for (Pattern secret : secrets) {
            left = secret.matcher(left).replaceAll("$1" + Matcher.quoteReplacement(GONE));
        }
        return left;
    }
}
