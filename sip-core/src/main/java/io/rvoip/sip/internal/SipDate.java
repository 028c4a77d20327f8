package io.rvoip.sip.internal;

import io.rvoip.sip.Fault;
import io.rvoip.sip.HeaderCodec;
import io.rvoip.sip.SipSyntaxException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The Date field: {@code Sat, 13 Nov 2010 23:29:00 GMT}, no other zone and no other form (RFC 3261 §20.17). */
public final class SipDate implements HeaderCodec<Instant> {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final long FIRST_SECOND = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST_SECOND = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    private static final int LENGTH = "Sat, 13 Nov 2010 23:29:00 GMT".length();

    /** What was written last: a busy server says the same second many times. Immutable, so that races are benign. */
    private volatile Written last = new Written(0, text(Instant.EPOCH));

    private record Written(long second, String text) {}

    /** The only codec of its kind. */
    public SipDate() {}

    @Override
    public @Nullable Instant read(byte[] s, int from, int to, Fault fault) {
        String text = Chars.text(s, from, to);
        if (text.length() != LENGTH || to - from != LENGTH || !text.endsWith(" GMT") || index(DAYS, text, 0) < 0
                || !text.startsWith(", ", 3)) {
            return fault.at(from, "malformed date (expected: day, date, time and GMT)");
        }
        int day = number(s, from + 5, 2);
        int month = index(MONTHS, text, 8);
        int year = number(s, from + 12, 4);
        int hour = number(s, from + 17, 2);
        int minute = number(s, from + 20, 2);
        int second = number(s, from + 23, 2);
        boolean shape = s[from + 7] == ' ' && s[from + 11] == ' ' && s[from + 16] == ' ' && s[from + 19] == ':'
                && s[from + 22] == ':';
        // 61 seconds stand for a leap second, which the calendar here does not have.
        boolean ranges = day >= 1 && month >= 0 && year >= 0 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
                && second >= 0 && second <= 60;
        if (!shape || !ranges || day > lastDay(year, month)) {
            return fault.at(from, "malformed date (expected: day, date, time and GMT)");
        }
        return LocalDateTime.of(year, month + 1, day, hour, minute, Math.min(second, 59)).toInstant(ZoneOffset.UTC);
    }

    private static int lastDay(int year, int month) {
        return YearMonth.of(year, month + 1).lengthOfMonth();
    }

    private static int number(byte[] s, int from, int digits) {
        return (int) Chars.number(s, from, from + digits, 9999);
    }

    private static int index(String names, String text, int at) {
        int i = names.indexOf(text.substring(at, at + 3));
        return i % 3 == 0 ? i / 3 : -1;
    }

    @Override
    public String write(Instant value) {
        long second = value.getEpochSecond();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            throw new SipSyntaxException("Date: " + value + " (expected: year 0-9999)");
        }
        Written before = last;
        if (before.second != second) {
            before = new Written(second, text(value));
            last = before;
        }
        return before.text;
    }

    private static String text(Instant value) {
        LocalDateTime t = LocalDateTime.ofInstant(value, ZoneOffset.UTC);
        int day = t.getDayOfWeek().getValue() - 1;
        int month = t.getMonthValue() - 1;
        return DAYS.substring(day * 3, day * 3 + 3) + ", " + padded(t.getDayOfMonth(), 2) + " "
                + MONTHS.substring(month * 3, month * 3 + 3) + " " + padded(t.getYear(), 4) + " "
                + padded(t.getHour(), 2) + ":" + padded(t.getMinute(), 2) + ":" + padded(t.getSecond(), 2) + " GMT";
    }

    private static String padded(int number, int digits) {
        String text = Integer.toString(number);
        return "0".repeat(digits - text.length()) + text;
    }
}
