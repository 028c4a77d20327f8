package io.rvoip.common.audit;

import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record as it stands in the file: one JSON object with its number and the hash of the record before, and the SHA-256
 * of all of that text as its last member. Whoever changes a record has to change all that follow.
 *
 * @param number from 1
 * @param previous the hash of the record before, in hex
 * @param hash of this one
 * @param deleted the number of the last record that was deleted with its file, where the record tells of that; else -1
 * @param intact whether {@code hash} is the one of the text
 */
record AuditLine(long number, String previous, String hash, long deleted, boolean intact) {
    /** What stands for the record before the first one. */
    static final String NOTHING = "0".repeat(64);

    private static final String SEAL = ",\"hash\":\"";
    private static final Pattern LINE = Pattern.compile(
            "(\\{\"seq\":([0-9]{1,18}),.*,\"prev\":\"([0-9a-f]{64})\")" + SEAL + "([0-9a-f]{64})\"\\}", Pattern.DOTALL);
    private static final String DELETED = "audit.deleted";
    private static final String UP_TO = "up to record ";
    private static final Pattern DELETION = Pattern.compile(
            ".*\"event\":\"" + DELETED + "\",\"who\":\"\",\"from\":\"\",\"what\":\"" + UP_TO + "([0-9]{1,18})\".*", Pattern.DOTALL);
    private static final int LONGEST = 512;

    /** The text of a record, without its line end. */
    static String write(AuditRecord record, long number, String previous) {
        String text = "{\"seq\":" + number + ',' + members(record) + ",\"prev\":\"" + previous + '"';
        return text + SEAL + hash(text) + "\"}";
    }

    /** Reads what {@link #write} wrote; empty when it is something else. */
    static Optional<AuditLine> read(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Matcher deletion = DELETION.matcher(parts.group(1));
        return Optional.of(new AuditLine(Long.parseLong(parts.group(2)), parts.group(3), parts.group(4),
                deletion.matches() ? Long.parseLong(deletion.group(1)) : -1, hash(parts.group(1)).equals(parts.group(4))));
    }

    /** Tells that the oldest file was deleted, so that the beginning cannot be cut off unseen. */
    static AuditRecord deletion(Instant at, long last) {
        return new AuditRecord(at, DELETED, "", "", UP_TO + last, "done");
    }

    /** What the record says, as the members of a JSON object. */
    static String members(AuditRecord record) {
        StringBuilder json = new StringBuilder();
        member(json, "at", record.at().toString());
        member(json, "event", record.event());
        member(json, "who", record.who());
        member(json, "from", record.from());
        member(json, "what", record.what());
        member(json, "result", record.result());
        return json.substring(1);
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length() && i < LONGEST; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7F) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(CryptoProvider.jdk().digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
