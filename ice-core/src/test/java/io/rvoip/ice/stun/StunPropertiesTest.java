package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written reads the same; what is not ours never throws. */
class StunPropertiesTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final StunKey KEY = StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");

    @Property(tries = 300)
    void whatIsWrittenReadsTheSame(
            @ForAll("headers") StunHeader header,
            @ForAll("attributes") List<StunAttribute> attributes,
            @ForAll boolean sha1,
            @ForAll boolean sha256,
            @ForAll boolean fingerprint) {
        StunMessageBuilder builder =
                StunMessage.builder(header.messageClass(), header.method(), header.transactionId());
        attributes.forEach(builder::add);
        if (sha1) {
            builder.integrity(KEY, CRYPTO);
        }
        if (sha256) {
            builder.integritySha256(KEY, CRYPTO);
        }
        StunMessage written = (fingerprint ? builder.fingerprint() : builder).build();

        StunMessage read = Hex.parse(Hex.wire(written));

        assertThat(read).isEqualTo(written);
        assertThat(read.attributes()).isEqualTo(written.attributes());
        assertThat(read.messageClass()).isEqualTo(header.messageClass());
        assertThat(read.method()).isEqualTo(header.method());
        assertThat(read.transactionId()).isEqualTo(header.transactionId());
        assertThat(read.verifies(KEY, CRYPTO))
                .isEqualTo(sha1 || sha256 ? StunMessage.Integrity.VALID : StunMessage.Integrity.ABSENT);
    }

    @Property(tries = 1_000)
    void noBytesThrow(@ForAll @Size(max = 120) byte[] bytes, @ForAll boolean asStun) {
        byte[] wire = bytes.clone();
        if (asStun && wire.length >= 20) {
            int length = wire.length & ~3;
            wire = java.util.Arrays.copyOf(wire, length);
            Unpooled.wrappedBuffer(wire).setShort(0, 0x0101).setShort(2, length - 20).setInt(4, 0x2112a442);
        }

        StunResult result = new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(wire));

        assertThat(result).isNotNull();
    }

    @Property(tries = 300)
    void oneFlippedBitNeverPassesTheFingerprint(@ForAll @IntRange(max = 863) int bit) {
        byte[] wire = RfcVectors.REQUEST.clone();
        wire[bit / 8] ^= 1 << bit % 8;

        StunResult result = new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(wire));

        boolean spotted = result instanceof StunResult.Refused
                || result instanceof StunResult.Parsed parsed && !parsed.message().hasFingerprint();
        assertThat(spotted).isTrue();
    }

    @Provide
    Arbitrary<StunHeader> headers() {
        return Combinators.combine(
                        Arbitraries.of(StunClass.class),
                        Arbitraries.integers().between(0, 0xFFF),
                        Arbitraries.integers(),
                        Arbitraries.longs())
                .as((kind, method, high, low) -> new StunHeader(kind, method, new TransactionId(high, low)));
    }

    @Provide
    Arbitrary<List<StunAttribute>> attributes() {
        Arbitrary<String> text = Arbitraries.strings().withCharRange(' ', '\u07ff').ofMaxLength(60);
        Arbitrary<InetSocketAddress> address = Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(4),
                        Arbitraries.bytes().array(byte[].class).ofSize(16),
                        Arbitraries.integers().between(0, 65_535),
                        Arbitraries.of(true, false))
                .as((four, sixteen, port, v4) -> address(v4 ? four : sixteen, port));
        return Arbitraries.<StunAttribute>oneOf(
                        text.map(StunAttribute.Username::new),
                        text.map(StunAttribute.Realm::new),
                        text.map(StunAttribute.Nonce::new),
                        text.map(StunAttribute.Software::new),
                        address.map(StunAttribute.XorMappedAddress::new),
                        address.map(StunAttribute.MappedAddress::new),
                        address.map(StunAttribute.AlternateServer::new),
                        Combinators.combine(Arbitraries.integers().between(300, 699), text)
                                .as(StunAttribute.ErrorCode::new),
                        Arbitraries.integers().between(0, 0xFFFF).list().ofMaxSize(6)
                                .map(StunAttribute.UnknownAttributes::new),
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(StunAttribute.Priority::new),
                        Arbitraries.longs().map(StunAttribute.IceControlled::new),
                        Arbitraries.longs().map(StunAttribute.IceControlling::new),
                        Arbitraries.just(new StunAttribute.UseCandidate()))
                .list()
                .ofMaxSize(8);
    }

    private static InetSocketAddress address(byte[] bytes, int port) {
        try {
            byte[] clean = bytes.clone();
            // Java turns mapped addresses into IPv4, which would not come back as 16 bytes.
            clean[0] = 32;
            return new InetSocketAddress(InetAddress.getByAddress(clean), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
