package io.rvoip.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time in whole seconds. */
final class Seconds implements ITypeConverter<Duration> {
    private static final long MOST = Duration.ofDays(7).toSeconds();

    @Override
    public Duration convert(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0 && seconds <= MOST) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is no number of seconds from 0 to " + MOST);
    }
}
