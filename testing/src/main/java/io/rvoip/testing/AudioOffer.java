package io.rvoip.testing;

import io.rvoip.common.SecurityProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A way to offer audio, more or less protected, and what each security profile makes of it.
 *
 * @param name for people
 * @param takers first letters of the profiles that take it
 * @param transport of its media line
 * @param lines attributes of the media line, each with CRLF
 * @param why it is refused by the others, where keys may be in descriptions
 * @param whyWithDtlsOnly the same where they may not
 */
public record AudioOffer(String name, String takers, String transport, String lines, String why, String whyWithDtlsOnly) {
    private static final String FINGERPRINT = "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB";

    /** Some forty of them, from plain RTP to what every profile takes. */
    public static List<AudioOffer> all() {
        try (InputStream in = AudioOffer.class.getResourceAsStream("offers.psv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).map(AudioOffer::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AudioOffer of(String line) {
        String[] parts = line.split("\\|", -1);
        String why = parts[4].strip();
        String withDtlsOnly = parts[5].strip();
        return new AudioOffer(parts[0].strip(), parts[1].strip(), parts[2].strip(), attributes(parts[3].strip()), why,
                withDtlsOnly.equals("=") ? why : withDtlsOnly);
    }

    private static String attributes(String written) {
        String keyed = Pattern.compile("KEY([0-9]+)").matcher(written).replaceAll(found -> key(Integer.parseInt(found.group(1))))
                .replace("FINGERPRINT", FINGERPRINT).replace('!', '|');
        return keyed.isEmpty() ? "" : String.join("\r\n", keyed.split(";")) + "\r\n";
    }

    private static String key(int octets) {
        return Base64.getEncoder().encodeToString("any key".repeat(7).substring(0, octets).getBytes(StandardCharsets.US_ASCII));
    }

    /** Why a profile refuses it; empty when it takes it. */
    public Optional<String> refusal(SecurityProfile profile) {
        if (takers.indexOf(profile.name().charAt(0)) >= 0) {
            return Optional.empty();
        }
        return Optional.of(profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0 ? whyWithDtlsOnly : why);
    }

    /** Whether it holds nothing that could encrypt it by the ways we know in descriptions. */
    public boolean isPlain() {
        return !lines.contains("crypto") && !lines.contains("fingerprint");
    }

    /**
     * As a description with G.711.
     *
     * @param address where its media is
     * @param version of the description
     */
    public String sdp(String address, int port, int version) {
        return "v=0\r\no=- 1 " + version + " IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n"
                + "m=audio " + port + ' ' + transport + " 0\r\n" + lines;
    }

    @Override
    public String toString() {
        return name;
    }
}
