package io.rvoip.sip.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Laws that hold for every description and every text. */
class SdpPropertyTest {
    @Property(tries = 500)
    void readingWhatWasWrittenGivesTheSame(@ForAll("descriptions") SessionDescription description) {
        SdpResult.Parsed read = (SdpResult.Parsed) SdpParser.parse(description.toString());

        assertThat(read.value()).isEqualTo(description).hasSameHashCodeAs(description)
                .hasToString(description.toString());
        assertThat(SdpParser.parse(description.encode()).description()).contains(description);
    }

    @Property(tries = 500)
    void whateverIsReadIsWrittenStably(@ForAll("lines") List<String> lines) {
        String text = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\n" + String.join("\n", lines);

        SdpParser.parse(text).description().ifPresent(read -> {
            assertThat(SdpParser.parse(read.toString()).description()).contains(read);
            read.media().forEach(media -> {
                media.rtpMaps();
                media.ptime();
                media.ssrcs();
                read.rtcpOf(media);
            });
        });
    }

    @Property(tries = 300)
    void lineEndsDoNotMatter(@ForAll("descriptions") SessionDescription description) {
        assertThat(SdpParser.parse(description.toString().replace("\r\n", "\n")).description()).contains(description);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> known = Arbitraries.of(
                "t=0 0", "t=1 2", "r=7d 1h 0", "z=1 -1h", "m=audio 9 RTP/AVP 0 96", "m=x 0 y z", "a=rtpmap:96 a/1",
                "a=sendonly", "a=x:", "a=x:y:z ", "c=IN IP6 ff15::1/2", "b=AS:1", "i=x", "k=prompt", "f=", "a=rtcp:1",
                "a=ptime:1.5", "s=again", "e=a", "", "a=ssrc:1 x", "m=audio 9/2 RTP/AVP 0", "u=x");
        Arbitrary<String> wild = Arbitraries.strings().withChars("abmvostcIPN4 =:/0192.\t\u00e9").ofMaxLength(12);
        return Arbitraries.frequencyOf(Tuple.of(5, known), Tuple.of(1, wild))
                .list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<SessionDescription> descriptions() {
        Arbitrary<Origin> origins = Combinators.combine(tokens(), Arbitraries.longs()).as((user, version) ->
                Origin.of(user, "1", version, "IN", "IP4", "host.example"));
        return Combinators.combine(origins, text(), attributes(), media().list().ofMaxSize(4), times(), bandwidths())
                .as((origin, name, attributes, media, times, bandwidths) -> {
                    SessionDescription.Builder builder = SessionDescription.builder(origin).withName(name)
                            .withInfo(name).withConnection(Connection.of("IN", "IP6", "2001:db8::1", -1, 1))
                            .withAttributes(attributes).withMedia(media);
                    times.forEach(builder::withTime);
                    bandwidths.forEach(builder::withBandwidth);
                    return builder.build();
                });
    }

    private static Arbitrary<Media> media() {
        return Combinators.combine(tokens(), Arbitraries.integers().between(0, 65535),
                Arbitraries.integers().between(1, 65535), tokens().list().ofMinSize(1).ofMaxSize(5),
                attributes(), text()).as((type, port, count, formats, attributes, info) ->
                Media.builder(type, port, "RTP/" + type).withPortCount(count).withFormats(formats)
                        .withAttributes(attributes).withInfo(info).withOtherLine(new OtherLine('x', info)).build());
    }

    private static Arbitrary<List<Timing>> times() {
        Arbitrary<Long> seconds = Arbitraries.longs().between(0, Long.MAX_VALUE);
        Arbitrary<Repeat> repeats = Combinators.combine(seconds, seconds.list().ofMinSize(1).ofMaxSize(3))
                .as((time, offsets) -> new Repeat(Math.max(1, time), time, offsets));
        Arbitrary<ZoneAdjustment> zones = Combinators.combine(seconds, Arbitraries.longs().greaterOrEqual(-Long.MAX_VALUE))
                .as(ZoneAdjustment::new);
        return Combinators.combine(seconds, seconds, repeats.list().ofMaxSize(2), zones.list().ofMaxSize(2))
                .as(Timing::new).list().ofMaxSize(3);
    }

    private static Arbitrary<List<Bandwidth>> bandwidths() {
        return Combinators.combine(tokens(), Arbitraries.longs().between(0, Long.MAX_VALUE)).as(Bandwidth::new)
                .list().ofMaxSize(3);
    }

    private static Arbitrary<List<Attribute>> attributes() {
        Arbitrary<String> values = Arbitraries.oneOf(Arbitraries.just(""), text());
        return Combinators.combine(tokens(), values).as(Attribute::of).list().ofMaxSize(5);
    }

    private static Arbitrary<String> tokens() {
        return Arbitraries.strings().withChars("abcXYZ019!#$%&'*+-.^_`{|}~").ofMinLength(1).ofMaxLength(10);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().all().ofMinLength(1).ofMaxLength(20)
                .filter(text -> SdpText.isLineText(text) && UTF_8.newEncoder().canEncode(text));
    }
}
