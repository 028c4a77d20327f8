package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The messages of RFC 4475 appendix A. */
final class Torture {
    private static final SipParser PARSER = new SipParser();

    private Torture() {}

    static byte[] bytes(String name) {
        try (InputStream in = Torture.class.getResourceAsStream("/rfc4475/" + name + ".dat")) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ParseResult parse(String name) {
        return PARSER.parse(bytes(name));
    }

    static SipMessage accepted(String name) {
        ParseResult result = parse(name);
        assertThat(result).as(name).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }

    static SipRequest request(String name) {
        return (SipRequest) accepted(name);
    }

    static SipResponse response(String name) {
        return (SipResponse) accepted(name);
    }

    static ParseResult.Refused refused(String name) {
        ParseResult result = parse(name);
        assertThat(result).as(name).isInstanceOf(ParseResult.Refused.class);
        return (ParseResult.Refused) result;
    }
}
