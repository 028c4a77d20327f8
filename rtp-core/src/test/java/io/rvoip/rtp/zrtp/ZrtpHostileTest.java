package io.rvoip.rtp.zrtp;

import static io.rvoip.rtp.zrtp.Call.QUICK;
import static io.rvoip.rtp.zrtp.Call.assertSecure;
import static io.rvoip.rtp.zrtp.Call.call;
import static io.rvoip.rtp.zrtp.Call.octets;
import static io.rvoip.rtp.zrtp.Call.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import io.rvoip.testing.SeededIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What strangers, and whoever is in between, can do to an exchange (SECURITY.md Z1, Z3). */
class ZrtpHostileTest {
    @Nested
    class Attacks {
        /** Whoever is in between has two exchanges, and two strings that differ. */
        @Test
        void inTheMiddleShowInTheString() {
            int same = 0;
            for (int seed = 0; seed < 10; seed++) {
                Call left = call(500 + 4 * seed).start().run(10);
                Call right = call(502 + 4 * seed).start().run(10);
                same += left.here.report.sas().equals(right.there.report.sas()) ? 1 : 0;
            }
            assertThat(same).isZero();
        }

        /** Nobody can choose a public value after he has seen the other one. */
        @Test
        void onTheCommitmentAreFound() {
            Call call = call(510);
            call.lost = (type, from) -> type.equals("DHPart2");
            call.start().run(10);
            Party.Line initiator = call.here.sent.contains("DHPart2") ? call.here : call.there;
            Party.Line responder = initiator == call.here ? call.there : call.here;
            call.lost = (type, from) -> false;
            long deadline = initiator.stream.nextDeadline();
            call.a.now = deadline;
            call.b.now = deadline;
            initiator.stream.onDeadline(deadline);
            byte[] part2 = initiator.out.poll();
            part2[12 + 100] ^= 1;
            responder.receive(checked(part2));

            assertThat(responder.said).containsExactly("failed COMMITMENT_BROKEN");
            call.run(10);
            assertThat(initiator.said).containsExactly("failed COMMITMENT_BROKEN by remote");
            assertThat(responder.stream.nextDeadline()).as("the Error was acknowledged").isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void withAnotherHelloThanSignallingSaidAreDropped() {
            Call call = call(520);
            Party.Line stranger = new Party(529, QUICK, new MemoryZrtpCache(9)).line(22);
            call.here.stream.expectHello(call.there.stream.helloHash());
            call.here.stream.start(0);
            stranger.stream.start(0);
            call.here.receive(stranger.out.poll());
            assertThat(call.a.dropped()).isEqualTo(1);
            assertThat(call.here.sent).doesNotContain("HelloACK");
            call.there.stream.start(0);
            call.run(2_000);

            assertSecure(call);
            assertThat(HelloHash.parse("1.10 12")).isEmpty();
            assertThat(call.here.stream.helloHash().toString()).matches("1\\.10 [0-9a-f]{64}");
            assertThat(HelloHash.parse(call.here.stream.helloHash().toString())).contains(call.here.stream.helloHash());
        }

        /** The far end takes our Hello and sends another than its description says: that is told, not waited for. */
        @Test
        void withAnotherHelloForGoodEndTheExchange() {
            Call call = call(525);
            call.here.stream.expectHello(new HelloHash("1.10", "00".repeat(32)));
            call.start().run(25_000);

            assertThat(call.here.said).containsExactly("failed HELLO_MISMATCH");
            assertThat(call.there.said).containsExactly("failed HELLO_MISMATCH by remote");
        }

        /** Everything that the far end says is lost but its acknowledgement. */
        @Test
        void orNoneAfterAnAcknowledgementEndTheExchangeInTime() {
            Call call = call(527);
            call.lost = (type, from) -> from == call.there && !type.equals("HelloACK");
            call.start().run(9_900);
            assertThat(call.here.said).isEmpty();
            call.run(200);

            assertThat(call.here.said).containsExactly("failed TIMEOUT");
        }

        @Test
        void byPacketsOfOthersAreDropped() {
            Call call = call(530);
            call.lost = (type, from) -> type.equals("DHPart1");
            call.start().run(100);
            Call other = call(539).start().run(10);
            double before = call.a.dropped() + call.b.dropped();
            for (Party.Line victim : List.of(call.here, call.there)) {
                for (String type : List.of("DHPart1", "DHPart2", "Confirm1", "Confirm2", "Conf2ACK", "Commit")) {
                    captured(other, type).forEach(victim::receive);
                }
            }
            assertThat(call.a.dropped() + call.b.dropped()).isGreaterThan(before);
            call.lost = (type, from) -> false;
            call.run(5_000);

            assertSecure(call);
        }

        private static List<byte[]> captured(Call call, String type) {
            return List.of(ZrtpPacket.write(ZrtpPacket.message((type + "  ").substring(0, 8), 64), 1, 2,
                    UnpooledByteBufAllocator.DEFAULT)).stream().map(packet -> {
                        byte[] octets = new byte[packet.readableBytes()];
                        packet.readBytes(octets).release();
                        return octets;
                    }).toList();
        }

        @Test
        void byOurselvesAreFound() {
            Zid zid = Zid.of("0c".repeat(12));
            Call call = new Call(new Party(540, zid, QUICK, new MemoryZrtpCache(9)),
                    new Party(541, zid, QUICK, new MemoryZrtpCache(9))).start().run(10);

            assertThat(call.here.said).first().asString().startsWith("failed EQUAL_ZIDS");
        }
    }

    @Nested
    class BadInput {
        private final Call call = call(600);

        private void assertDropped(byte[] packet) {
            double before = call.a.dropped();
            ByteBuf buffer = Unpooled.copiedBuffer(packet);
            call.here.stream.received(buffer, call.a.now);
            assertThat(buffer.refCnt()).isZero();
            assertThat(call.a.dropped()).isEqualTo(before + 1);
        }

        private byte[] hello() {
            call.here.stream.start(0);
            call.there.stream.start(0);
            return call.there.out.peek().clone();
        }

        @Test
        void isDropped() {
            byte[] hello = hello();
            byte[] checksum = hello.clone();
            checksum[checksum.length - 1] ^= 1;
            assertDropped(checksum);
            byte[] counts = hello.clone();
            counts[12 + 77] = 8;
            assertDropped(checked(counts));
            byte[] length = hello.clone();
            length[12 + 3]++;
            assertDropped(checked(length));
            byte[] preamble = hello.clone();
            preamble[12]++;
            assertDropped(checked(preamble));
            assertDropped(checked(Arrays.copyOf(hello, 28)));
            byte[] type = hello.clone();
            type[12 + 4] = 'J';
            assertDropped(checked(type));
            call.run(2_000);

            assertSecure(call);
        }

        @Test
        void ofALowerVersionEndsTheExchange() {
            byte[] hello = hello();
            hello[12 + 12] = '0';
            call.here.receive(checked(hello));

            assertThat(call.here.said).containsExactly("failed VERSION");
        }

        @Test
        void ofAHigherVersionIsIgnored() {
            byte[] hello = hello();
            hello[12 + 12] = '2';

            assertDropped(checked(hello));
        }

        @Test
        void aCommitToWhatWasNotOfferedIsRefusedByName() {
            ZrtpAlgorithms strong = only(KeyAgreement.EC38, SasType.B256);
            ZrtpAlgorithms weak = new ZrtpAlgorithms(List.of(Hash.S256), List.of(Cipher.AES1),
                    List.of(AuthTag.HS80, AuthTag.HS32), List.of(KeyAgreement.DH3K), List.of(SasType.B32));
            ZrtpMath math = new ZrtpMath(CryptoProvider.jdk());
            HashChain chain = new HashChain(math, new SeededIds(1));
            Set<ZrtpError> errors = new HashSet<>();
            for (ZrtpAlgorithms.Choice choice : List.of(
                    new ZrtpAlgorithms.Choice(Hash.S384, Cipher.AES1, AuthTag.HS80, KeyAgreement.DH3K, SasType.B32),
                    new ZrtpAlgorithms.Choice(Hash.S256, Cipher.AES3, AuthTag.HS80, KeyAgreement.DH3K, SasType.B32),
                    new ZrtpAlgorithms.Choice(Hash.S256, Cipher.AES1, AuthTag.HS80, KeyAgreement.EC25, SasType.B32),
                    new ZrtpAlgorithms.Choice(Hash.S256, Cipher.AES1, AuthTag.HS80, KeyAgreement.DH3K, SasType.B256))) {
                byte[] commit = Commit.write(math, chain, Zid.of("0d".repeat(12)), choice, new byte[32]).octets();
                errors.add(Commit.read(commit, weak).error());
            }
            assertThat(errors).containsExactlyInAnyOrder(ZrtpError.HASH, ZrtpError.CIPHER, ZrtpError.KEY_AGREEMENT,
                    ZrtpError.SAS_TYPE);
            byte[] weakHash = Commit.write(math, chain, Zid.of("0d".repeat(12)), new ZrtpAlgorithms.Choice(Hash.S256,
                    Cipher.AES3, AuthTag.HS80, KeyAgreement.EC38, SasType.B32), new byte[32]).octets();
            assertThat(Commit.read(weakHash, strong).error()).as("P-384 needs SHA-384").isEqualTo(ZrtpError.HASH);
        }

        @Test
        void pingIsAnsweredToWhomItCame() {
            byte[] ping = ZrtpPacket.message("Ping    ", 12);
            ZrtpPacket.put("1.10ENDPOINT", ping, 12);
            call.here.stream.received(ZrtpPacket.write(ping, 1, 77, UnpooledByteBufAllocator.DEFAULT), 0);
            byte[] ack = call.here.out.poll();

            assertThat(Call.type(ack)).isEqualTo("PingACK");
            assertThat(new String(ack, 12 + 24, 8, StandardCharsets.US_ASCII)).isEqualTo("ENDPOINT");
            assertThat(ByteBuffer.wrap(ack).getInt(12 + 32)).isEqualTo(77);
        }

        @Test
        void afterTheEndEverythingIsDropped() {
            byte[] hello = hello();
            call.here.stream.close(0);
            call.here.stream.close(0);

            assertDropped(hello);
            assertThat(call.here.stream.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }
    }

    /** Whatever is changed on the way: no exception, and keys only where both have the same. */
    @Property(tries = 150)
    void changedPacketsNeverBringDifferentKeys(@ForAll @IntRange(max = 100_000) int seed, @ForAll boolean sound) {
        Call call = call(seed);
        Random random = new Random(seed);
        call.start();
        for (int i = 0; i < 60; i++) {
            for (Party.Line[] way : new Party.Line[][] {{call.here, call.there}, {call.there, call.here}}) {
                byte[] packet = way[0].out.poll();
                if (packet != null) {
                    if (random.nextInt(4) == 0) {
                        packet[12 + random.nextInt(packet.length - 16)] ^= (byte) (1 << random.nextInt(8));
                        packet = sound ? checked(packet) : packet;
                    }
                    way[1].receive(packet);
                }
            }
            call.run(0);
        }
        if (call.here.said.contains("secured") && call.there.said.contains("secured")) {
            assertThat(octets(call.here.keys.sending())).isEqualTo(octets(call.there.keys.receiving()));
        }
    }

    /** With a checksum that fits what was changed. */
    private static byte[] checked(byte[] packet) {
        CRC32C crc = new CRC32C();
        crc.update(packet, 0, packet.length - 4);
        ByteBuffer.wrap(packet).putInt(packet.length - 4, Integer.reverseBytes((int) crc.getValue()));
        return packet;
    }
}
