package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.CryptoAttribute.Result;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.sip.sdp.Media;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of one media line, read anew: what cannot be used is skipped, and the first reason kept (RFC 4568 §5.1.2). Its reader
 * owns the one that it takes; the others are wiped with this.
 */
final class LineKeys implements AutoCloseable {
    private static final int MOST_LINES = 32;

    private final List<CryptoAttribute> usable = new ArrayList<>();
    private String skipped = "no a=crypto";

    LineKeys(Media line) {
        Set<Integer> tags = new HashSet<>();
        List<String> values = line.attributes().all(CryptoAttribute.NAME);
        boolean first = true;
        for (String value : values.subList(0, Math.min(values.size(), MOST_LINES))) {
            String why = take(CryptoAttribute.parse(value), tags);
            if (first) {
                skipped = why;
                first = false;
            }
        }
    }

    private String take(Result result, Set<Integer> tags) {
        if (result instanceof Result.Usable read) {
            if (tags.add(read.attribute().tag())) {
                usable.add(read.attribute());
                return "no suite in common";
            }
            read.attribute().key().close();
            return "tag twice";
        }
        return ((Result.Skipped) result).why();
    }

    /** The first line of an offer that we have a key of our own for. */
    Optional<CryptoAttribute> choose(OwnKeys own) {
        return usable.stream().filter(line -> own.of(line.key().suite()).isPresent()).findFirst();
    }

    /** The first of an answer, which is to have one. */
    Optional<CryptoAttribute> first() {
        return usable.stream().findFirst();
    }

    /** Whether some can be used. */
    boolean any() {
        return !usable.isEmpty();
    }

    /** The key of ours that a line of our own offer shows under that tag, as we made it. */
    Optional<SrtpMasterKey> made(int tag, OwnKeys own) {
        return usable.stream().filter(line -> line.tag() == tag).map(CryptoAttribute::key)
                .flatMap(shown -> own.of(shown.suite()).filter(shown::equals).stream()).findFirst();
    }

    /** From now on it is the caller's to wipe. */
    CryptoAttribute taken(CryptoAttribute line) {
        usable.remove(line);
        return line;
    }

    /** Why there is none, in words for a Warning. */
    String why() {
        return skipped;
    }

    @Override
    public void close() {
        usable.forEach(line -> line.key().close());
    }
}
