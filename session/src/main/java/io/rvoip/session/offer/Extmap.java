package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A header extension that a line names, {@code a=extmap} (RFC 8285 section 8), in the clear or with its contents encrypted (RFC 6904
 * section 4). Attributes of extensions are not read.
 *
 * @param identifier 1 to 255 without 15
 * @param direction of who says it
 */
record Extmap(int identifier, Direction direction, boolean encrypted, String uri) {
    static final String NAME = "extmap";
    private static final String ENCRYPT = "urn:ietf:params:rtp-hdrext:encrypt";
    private static final int RESERVED = 15;
    private static final int HIGHEST = 255;
    private static final int MOST_LINES = 64;

    /** Those of a line that can be understood, in its order. */
    static List<Extmap> of(Media line) {
        List<String> values = line.attributes().all(NAME);
        return values.subList(0, Math.min(values.size(), MOST_LINES)).stream().flatMap(value -> read(value).stream()).toList();
    }

    private static Optional<Extmap> read(String value) {
        String[] words = value.trim().split(" +", 4);
        int slash = words[0].indexOf('/');
        String number = slash < 0 ? words[0] : words[0].substring(0, slash);
        Optional<Direction> direction = direction(slash < 0 ? "sendrecv" : words[0].substring(slash + 1));
        boolean encrypted = words.length > 2 && words[1].equals(ENCRYPT);
        String uri = words.length < 2 ? "" : words[encrypted ? 2 : 1];
        if (direction.isEmpty() || uri.isEmpty() || uri.equals(ENCRYPT) || !number.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int identifier = Integer.parseInt(number);
        boolean usable = identifier > 0 && identifier <= HIGHEST && identifier != RESERVED;
        return usable ? Optional.of(new Extmap(identifier, direction.get(), encrypted, uri)) : Optional.empty();
    }

    private static Optional<Direction> direction(String word) {
        return Stream.of(Direction.values()).filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))).findFirst();
    }

    /** Whether it is one that who says it sends, in this form. */
    boolean isSent(String wanted, boolean encrypted) {
        return uri.equals(wanted) && this.encrypted == encrypted && direction.sends();
    }

    /** The same in another direction. */
    Extmap with(Direction other) {
        return new Extmap(identifier, other, encrypted, uri);
    }

    Attribute line() {
        String said = direction == Direction.SENDRECV ? "" : "/" + direction.attributeName();
        return Attribute.of(NAME, identifier + said + " " + (encrypted ? ENCRYPT + " " : "") + uri);
    }

    /** The identifiers of those that both sides have in the same line, and encrypted. */
    static Set<Integer> encrypted(List<Media> ours, List<Media> theirs) {
        Set<Integer> both = new HashSet<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            Set<Extmap> said = new HashSet<>(active(ours.get(i)));
            said.retainAll(active(theirs.get(i)));
            said.forEach(one -> both.add(one.identifier));
        }
        return both;
    }

    /** Those of a line that are encrypted and in use, without their direction. */
    private static List<Extmap> active(Media line) {
        List<Extmap> active = new ArrayList<>(VideoLines.isOff(line) ? List.of() : of(line));
        active.removeIf(one -> !one.encrypted || one.direction == Direction.INACTIVE);
        active.replaceAll(one -> one.with(Direction.SENDRECV));
        return active;
    }
}
