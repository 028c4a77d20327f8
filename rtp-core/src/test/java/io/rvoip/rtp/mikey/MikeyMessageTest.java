package io.rvoip.rtp.mikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy.Parameter;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Octets to messages and back (RFC 3830 section 6). */
class MikeyMessageTest {
    private static final Base64.Decoder BASE64 = Base64.getDecoder();

    /** RFC 4567 section 5.1, the offer. */
    private static final String RFC_OFFER = "AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2"
            + "UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt"
            + "0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV";

    /** The same, the answer. */
    private static final String RFC_ANSWER = "AQEFgM0XflABAAAAAAAAAAAAAAYAyONQ6gAAAAAJAAAQbWlja2"
            + "V5QG1vdXNlLmNvbQABn8HdGE5BMDXFIuGEga+62AgY5cc=";

    /** One that GStreamer 1.22 has made. */
    private static final String GSTREAMER = "AQAFABI0VngBAADerb7vAAAAAAsA7q0PHxliF0wKEAL+YRRLB18PanMJAwxugZMBAAAAGAABAQEBEA"
            + "IBAQMBFAcBAQgBAQoBAQsBCgAAACIAIAAeAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdAA==";

    @Test
    void readsTheExamplesOfTheRfc() {
        MikeyMessage offer = read(BASE64.decode(RFC_OFFER));
        MikeyMessage answer = read(BASE64.decode(RFC_ANSWER));

        assertThat(offer.header()).isEqualTo(
                new MikeyHeader(MessageType.PSK, true, 0, 0xCD177E50, List.of(new CryptoSession(0, 0, 0))));
        assertThat(offer.payloads()).extracting(MikeyWriter::type).containsExactly(PayloadType.TIMESTAMP, PayloadType.RAND,
                PayloadType.IDENTITY, PayloadType.POLICY, PayloadType.KEMAC);
        assertThat(Mode.sender(offer).name().text()).isEqualTo("donald@duck.com");
        assertThat(answer.header().type()).isEqualTo(MessageType.PSK_VERIFICATION);
        assertThat(answer.header().bundle()).isEqualTo(offer.header().bundle());
        assertThat(Mode.sender(answer).name().text()).isEqualTo("mickey@mouse.com");
        assertThat(answer.first(MikeyPayload.Verification.class).orElseThrow().tag().length()).isEqualTo(20);
        assertThat(answer.first(MikeyPayload.Timestamp.class)).isEqualTo(offer.first(MikeyPayload.Timestamp.class));
    }

    @Test
    void readsWhatGStreamerWrites() throws MikeyRefusal {
        MikeyMessage message = read(BASE64.decode(GSTREAMER));

        assertThat(message.header()).isEqualTo(
                new MikeyHeader(MessageType.PSK, false, 0, 0x12345678, List.of(new CryptoSession(0, 0xDEADBEEF, 0))));
        assertThat(Policies.read(message.all(MikeyPayload.SecurityPolicy.class), 0))
                .isEqualTo(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        MikeyPayload.Kemac kemac = message.first(MikeyPayload.Kemac.class).orElseThrow();
        List<MikeyPayload> inside = MikeyReader.inside(kemac.data().toArray(), PayloadType.KEY_DATA);
        assertThat(inside).hasSize(1);
        MikeyPayload.KeyData key = (MikeyPayload.KeyData) inside.get(0);
        assertThat(key.type()).isEqualTo(2);
        assertThat(key.key().bytes()).hasSize(30).startsWith(0, 1, 2, 3);
    }

    @Property(tries = 500)
    void readsBackWhatItWrites(@ForAll("headers") MikeyHeader header, @ForAll("bodies") List<MikeyPayload> payloads) {
        MikeyMessage written = MikeyMessage.of(header, payloads);

        assertThat(read(written.octets().toArray())).isEqualTo(written);
    }

    @Property(tries = 200)
    void readsBackTheInsideOfKemac(@ForAll("keys") List<MikeyPayload> keys) {
        assertThat(MikeyReader.inside(MikeyWriter.inside(keys), PayloadType.KEY_DATA)).isEqualTo(keys);
    }

    /** Every prefix of a message ends in the middle of something. */
    @Test
    void whatIsCutShortIsRefused() {
        byte[] whole = BASE64.decode(RFC_OFFER);
        IntStream.range(0, whole.length).forEach(length -> assertThat(MikeyMessage.read(Arrays.copyOf(whole, length)))
                .isInstanceOf(MikeyMessage.Result.Unreadable.class));
    }

    private static MikeyMessage read(byte[] octets) {
        return Sides.read(Octets.of(octets));
    }

    @Provide
    Arbitrary<MikeyHeader> headers() {
        Arbitrary<List<CryptoSession>> sessions = Combinators.combine(Arbitraries.integers().between(0, 255),
                Arbitraries.integers(), Arbitraries.integers()).as(CryptoSession::new).list().ofMaxSize(20);
        return Combinators.combine(Arbitraries.of(MessageType.class), Arbitraries.of(true, false),
                Arbitraries.integers().between(0, 127), Arbitraries.integers(), sessions).as(MikeyHeader::new);
    }

    @Provide
    Arbitrary<List<MikeyPayload>> bodies() {
        Arbitrary<MikeyPayload> many = Arbitraries.oneOf(
                Combinators.combine(number(), octets(0, 60)).as(MikeyPayload.Identity::new),
                Combinators.combine(number(), octets(0, 300)).as(MikeyPayload.CertificateData::new),
                Combinators.combine(number(), octets(0, 60)).as(MikeyPayload.Extension::new),
                number().map(MikeyPayload.Failure::new),
                octets(192, 192).map(value -> new MikeyPayload.DhValue(0, value)),
                Combinators.combine(number(), number(), Combinators.combine(number(), octets(0, 9)).as(Parameter::new)
                        .list().ofMaxSize(13)).as(MikeyPayload.SecurityPolicy::new));
        Arbitrary<MikeyPayload> once = Arbitraries.oneOf(
                Arbitraries.longs().map(value -> new MikeyPayload.Timestamp(0, value)),
                Arbitraries.integers().map(value -> new MikeyPayload.Timestamp(2, value & 0xFFFF_FFFFL)),
                octets(0, 255).map(MikeyPayload.Rand::new),
                Combinators.combine(Arbitraries.integers().between(0, 3), octets(0, 256)).as(MikeyPayload.Envelope::new),
                octets(20, 20).map(value -> new MikeyPayload.CertificateHash(0, value)),
                octets(20, 20).map(value -> new MikeyPayload.Verification(1, value)),
                Combinators.combine(number(), octets(0, 90), octets(20, 20))
                        .as((cipher, data, tag) -> new MikeyPayload.Kemac(cipher, data, 1, tag)));
        Arbitrary<MikeyPayload> last = octets(0, 512).map(value -> new MikeyPayload.Signed(0, value));
        return Combinators.combine(many.list().ofMaxSize(9), once.list().ofMaxSize(1), last.list().ofMaxSize(1))
                .as((a, b, c) -> Stream.of(a, b, c).flatMap(List::stream).toList());
    }

    @Provide
    Arbitrary<List<MikeyPayload>> keys() {
        Arbitrary<KeyValidity> validity = Arbitraries.oneOf(Arbitraries.just(KeyValidity.ALWAYS),
                octets(0, 9).map(mki -> new KeyValidity(KeyValidity.Kind.MKI, mki, Octets.NONE)),
                Combinators.combine(octets(6, 6), octets(6, 6)).as((from, to) -> new KeyValidity(KeyValidity.Kind.INTERVAL, from, to)));
        Arbitrary<MikeyPayload> plain = Combinators.combine(octets(0, 40), validity).as((key, rule) ->
                new MikeyPayload.KeyData(0, Secret.of(key.toArray()), Secret.of(new byte[0]), rule));
        Arbitrary<MikeyPayload> salted = Combinators.combine(octets(0, 40), octets(0, 20), validity).as((key, salt, rule) ->
                new MikeyPayload.KeyData(1, Secret.of(key.toArray()), Secret.of(salt.toArray()), rule));
        return Arbitraries.oneOf(plain, salted).list().ofMinSize(1).ofMaxSize(4);
    }

    private static Arbitrary<Integer> number() {
        return Arbitraries.integers().between(0, 255);
    }

    private static Arbitrary<Octets> octets(int least, int most) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(least).ofMaxSize(most).map(Octets::of);
    }
}
