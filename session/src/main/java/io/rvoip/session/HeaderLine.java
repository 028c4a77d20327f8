package io.rvoip.session;

/**
 * A header that the application adds to a message.
 *
 * @param name as on the wire; headers that the session sets itself are refused
 * @param value without line breaks
 */
public record HeaderLine(String name, String value) {
    public HeaderLine {
        if (name.isBlank() || name.chars().anyMatch(c -> c <= ' ' || c == ':' || c > '~')) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: a header name)");
        }
        if (OwnHeaders.contains(name)) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: a header the session does not set itself)");
        }
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("value: contains a line break (expected: one line)");
        }
    }
}
