package io.rvoip.api.internal.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a reader wants of what we have (RFC 9110 §12.5.1). */
public final class Accept {
    private Accept() {}

    /**
     * The offer with the highest quality, the first of equals; empty when none is acceptable.
     *
     * @param values of Accept, none for anything
     * @param offers media types without parameters, in lower case
     */
    public static Optional<String> choose(List<String> values, List<String> offers) {
        String ranges = String.join(",", values).toLowerCase(Locale.ROOT);
        if (ranges.isBlank()) {
            return Optional.of(offers.get(0));
        }
        String best = "";
        double highest = 0;
        for (String offer : offers) {
            double quality = quality(ranges, offer);
            if (quality > highest) {
                best = offer;
                highest = quality;
            }
        }
        return Optional.of(best).filter(offer -> !offer.isEmpty());
    }

    /** That of the most specific range that takes it in. */
    private static double quality(String ranges, String offer) {
        String group = offer.substring(0, offer.indexOf('/')) + "/*";
        List<String> specific = List.of("*/*", group, offer);
        int found = -1;
        double quality = 0;
        for (String range : ranges.split(",")) {
            String[] parts = range.split(";");
            int rank = specific.indexOf(parts[0].strip());
            if (rank > found) {
                found = rank;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return parameter.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(parameter.substring(2)) : 0;
            }
        }
        return 1;
    }
}
