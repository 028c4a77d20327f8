package io.rvoip.common;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of enum constants as configurations write them: {@code HIGH_SECURITY} is {@code high-security}. */
final class KebabCase {
    private KebabCase() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E parse(Class<E> type, String field, String name) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(name)) {
                return constant;
            }
        }
        String known = Arrays.stream(type.getEnumConstants()).map(KebabCase::of).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(field + ": " + name + " (expected: one of " + known + ")");
    }
}
