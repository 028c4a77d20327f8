package io.rvoip.rtp.dtls;

import static io.rvoip.rtp.dtls.DtlsEnd.LEFT;
import static io.rvoip.rtp.dtls.DtlsEnd.RIGHT;
import static io.rvoip.rtp.dtls.DtlsEnd.SUITES;
import static io.rvoip.rtp.dtls.DtlsEnd.soon;
import static io.rvoip.rtp.dtls.DtlsEnd.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two of ours shake hands. The library below waits by its own clock: these tests take real tenths of a second. */
@Timeout(60)
class DtlsSessionTest {
    private static final EventLoops LOOPS = EventLoops.nio("dtls-test", 1, io.rvoip.common.Metrics.none());
    private static final InetSocketAddress STRANGER = new InetSocketAddress("198.51.100.9", 999);
    private static final DtlsSettings PATIENT = DtlsSettings.DEFAULT;
    private static final DtlsSettings HASTY = DtlsSettings.DEFAULT.withPatience(Duration.ofSeconds(1));
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;

    private final Loop loop = LOOPS.next();
    private final List<DtlsEnd> ends = new ArrayList<>();
    private DtlsEnd left = end(LEFT, PATIENT);
    private DtlsEnd right = end(RIGHT, PATIENT);

    private DtlsEnd end(InetSocketAddress address, DtlsSettings settings) {
        DtlsEnd made = new DtlsEnd(loop, address, settings);
        ends.add(made);
        return made;
    }

    private void join(DtlsEnd one, DtlsEnd two) {
        left = one;
        right = two;
        left.other = right;
        right.other = left;
    }

    {
        join(left, right);
    }

    @AfterEach
    void close() {
        ends.forEach(DtlsEnd::close);
    }

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    private void shakeHands() {
        right.open(DtlsSetup.PASSIVE);
        left.open(DtlsSetup.ACTIVE);
    }

    private void assertKeyed() {
        SrtpKeys one = soon(left.keys);
        SrtpKeys two = soon(right.keys);
        assertThat(one.sending()).isEqualTo(two.receiving());
        assertThat(one.receiving()).isEqualTo(two.sending());
        assertThat(one.sending()).isNotEqualTo(one.receiving());
    }

    private static boolean isType(byte[] datagram, int type) {
        return datagram[0] == type;
    }

    @Nested
    class Agree {
        @ParameterizedTest
        @EnumSource(names = {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"})
        void onKeysThatOpenEachOthersPackets(SrtpSuite suite) {
            right.open(DtlsSetup.PASSIVE, List.of(suite), left.engine.certificate().fingerprint(), new DtlsSources(LEFT, false));
            left.open(DtlsSetup.ACTIVE, List.of(SrtpSuite.AES_256_CM_HMAC_SHA1_80, suite), right.engine.certificate().fingerprint(),
                new DtlsSources(RIGHT, false));

            assertKeyed();
            SrtpMasterKey sending = soon(left.keys).sending();
            assertThat(sending.suite()).isEqualTo(suite);
            SrtpEngine srtp = SrtpEngine.jca(CryptoProvider.jdk());
            ByteBuf packet = Unpooled.buffer(256).writeBytes(ByteBufUtil.decodeHexDump("8000000100000001deadbeef0102030405"));
            assertThat(srtp.open(sending).protectRtp(packet)).isEqualTo(SrtpStatus.OK);
            assertThat(srtp.open(soon(right.keys).receiving()).unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
            assertThat(ByteBufUtil.hexDump(packet)).endsWith("deadbeef0102030405");
        }

        @Test
        void onTheServersFavouriteAndKnowEachOther() {
            shakeHands();

            assertKeyed();
            assertThat(soon(left.keys).sending().suite()).isEqualTo(SUITES.get(0));
            assertThat(left.proven).isEqualTo(right.engine.certificate().fingerprint());
            assertThat(right.proven).isEqualTo(left.engine.certificate().fingerprint());
            for (DtlsEnd one : List.of(left, right)) {
                assertThat(one.metrics.total("rvoip_dtls_handshakes_total")).isEqualTo(1);
                assertThat(one.metrics.total("rvoip_dtls_handshake_failures_total")).isZero();
            }
        }

        @Test
        void inDatagramsThatFitEveryPath() {
            shakeHands();

            assertKeyed();
            assertThat(left.sent).allSatisfy(datagram -> assertThat(datagram.length).isLessThanOrEqualTo(1200));
            assertThat(right.sent).allSatisfy(datagram -> assertThat(datagram.length).isLessThanOrEqualTo(1200));
        }

        @Test
        void onceTheAddressIsKnown() {
            right.open(DtlsSetup.PASSIVE);
            left.open(DtlsSetup.ACTIVE, SUITES, right.engine.certificate().fingerprint(),
                new DtlsSources(new InetSocketAddress("0.0.0.0", 5000), false));
            left.onLoop(() -> assertThat(left.sent).isEmpty());

            left.onLoop(() -> left.session.expect(new DtlsSources(RIGHT, false)));

            assertKeyed();
        }

        @Test
        void whereTheFarEndHasMovedTo() {
            right.open(DtlsSetup.PASSIVE);
            left.open(DtlsSetup.ACTIVE, SUITES, right.engine.certificate().fingerprint(), new DtlsSources(STRANGER, false));
            soon(left.begun);

            left.onLoop(() -> left.session.expect(new DtlsSources(RIGHT, false)));

            assertKeyed();
            left.onLoop(() -> left.session.expect(new DtlsSources(STRANGER, false)));
            List<InetSocketAddress> places = new ArrayList<>();
            left.elsewhere((datagram, to) -> places.add(to));
            left.onLoop(() -> left.session.close());
            assertThat(places).as("of the close_notify").containsExactly(STRANGER);
        }

        @Test
        void onceAThreadIsFree() {
            join(end(LEFT, PATIENT.withConcurrent(1)), end(RIGHT, PATIENT));
            DtlsEnd blocker = end(STRANGER, PATIENT);
            left.onLoop(() -> blocker.session = left.engine.open(loop, new DtlsParameters(DtlsSetup.ACTIVE, left.engine.certificate(),
                List.of(right.engine.certificate().fingerprint()), SUITES, "x"), new DtlsSources(STRANGER, false), blocker));
            shakeHands();
            left.onLoop(() -> assertThat(left.sent).isEmpty());
            assertThat(left.metrics.total("rvoip_dtls_handshakes_rejected_total")).isPositive();
            soon(blocker.begun);
            assertThat(left.metrics.gaugeValue("rvoip_dtls_handshakes_active")).isEqualTo(1);

            blocker.onLoop(blocker.session::close);

            assertKeyed();
        }
    }

    @Nested
    class Lossy {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3})
        void oneDatagramOfEachSideIsLost(int which) {
            AtomicInteger fromLeft = new AtomicInteger();
            AtomicInteger fromRight = new AtomicInteger();
            left.losing(datagram -> fromLeft.getAndIncrement() == which);
            right.losing(datagram -> fromRight.getAndIncrement() == which);
            long begun = System.nanoTime();

            shakeHands();

            assertKeyed();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }

        /** Others send each message of a flight by itself, so that any one of them may be missing when the rest is there. */
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
        void oneRecordIsLost(int which) {
            AtomicInteger records = new AtomicInteger();
            left.elsewhere((datagram, to) -> {
                records(datagram).stream().filter(record -> records.getAndIncrement() != which).forEach(record -> right.receive(record, LEFT));
                return true;
            });

            shakeHands();

            assertKeyed();
        }

        @Test
        void eachFlightComesInTheWrongOrder() {
            left.elsewhere((datagram, to) -> {
                List<byte[]> records = new ArrayList<>(records(datagram));
                java.util.Collections.reverse(records);
                records.forEach(record -> right.receive(record, LEFT));
                return true;
            });

            shakeHands();

            assertKeyed();
        }

        /** What the server says last is repeated from the loop, when the client asks again: no thread waits for it. */
        @Test
        void theLastFlightIsLostThreeTimes() {
            AtomicInteger ends = new AtomicInteger();
            right.losing(datagram -> isType(datagram, CHANGE_CIPHER_SPEC) && ends.getAndIncrement() < 3);

            shakeHands();

            assertKeyed();
            assertThat(ends.get()).isGreaterThanOrEqualTo(4);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4})
        void halfOfEverythingIsLost(long seed) {
            Random random = new Random(seed);
            left.losing(datagram -> random.nextBoolean());
            right.losing(datagram -> random.nextBoolean());

            shakeHands();

            within(left.keys, Duration.ofSeconds(8));
            within(right.keys, Duration.ofSeconds(8));
        }
    }

    @Nested
    class Refuse {
        @Test
        void aCertificateThatIsNotTheOneOfTheDescription() {
            CertificateFingerprint wrong = end(STRANGER, PATIENT).engine.certificate().fingerprint();
            right.open(DtlsSetup.PASSIVE, SUITES, wrong, new DtlsSources(LEFT, false));
            left.open(DtlsSetup.ACTIVE);

            assertThat(soon(right.failure)).contains("not the one of the description");
            assertThat(soon(left.failure)).contains("the far end refused: bad_certificate");
            assertThat(right.silent).isFalse();
            assertThat(right.keys).isNotDone();
            assertThat(left.keys).isNotDone();
            for (DtlsEnd one : List.of(left, right)) {
                assertThat(one.metrics.total("rvoip_dtls_handshake_failures_total")).isEqualTo(1);
                assertThat(one.metrics.total("rvoip_dtls_handshakes_total")).isZero();
            }
        }

        @Test
        void aServerThatIsNotTheOneOfTheDescription() {
            CertificateFingerprint wrong = end(STRANGER, PATIENT).engine.certificate().fingerprint();
            right.open(DtlsSetup.PASSIVE);
            left.open(DtlsSetup.ACTIVE, SUITES, wrong, new DtlsSources(RIGHT, false));

            assertThat(soon(left.failure)).contains("not the one of the description");
            assertThat(soon(right.failure)).contains("bad_certificate");
            assertThat(left.keys).isNotDone();
        }

        @Test
        void profilesThatAreNotOurs() {
            right.open(DtlsSetup.PASSIVE, List.of(SrtpSuite.AEAD_AES_256_GCM), left.engine.certificate().fingerprint(),
                new DtlsSources(LEFT, false));
            left.open(DtlsSetup.ACTIVE);

            assertThat(soon(right.failure)).contains("no SRTP profile in common");
            assertThat(soon(left.failure)).contains("handshake_failure");
        }

        @Test
        void toWaitForEver() {
            join(end(LEFT, HASTY), end(RIGHT, HASTY));
            right.open(DtlsSetup.PASSIVE);

            assertThat(within(right.failure, Duration.ofSeconds(3))).contains("no DTLS handshake within 1 s");
            assertThat(right.silent).isTrue();
        }
    }

    @Nested
    class Elsewhere {
        private final DtlsEnd stranger = end(STRANGER, PATIENT);

        private void open(boolean any) {
            join(left, right);
            right.open(DtlsSetup.PASSIVE, SUITES, left.engine.certificate().fingerprint(),
                new DtlsSources(new InetSocketAddress("10.0.0.7", 4000), any));
            left.open(DtlsSetup.ACTIVE);
        }

        @Test
        void isNotAnsweredUnlessThePhoneIsBehindANat() {
            open(false);
            soon(left.begun);

            right.onLoop(() -> assertThat(right.sent).isEmpty());
            assertThat(right.keys).isNotDone();
            assertThat(right.metrics.total("rvoip_dtls_datagrams_dropped_total")).isPositive();
        }

        @Test
        void hasToComeAgainWithOurCookie() {
            open(true);

            assertKeyed();
            byte[] first = right.sent.get(0);
            assertThat(first[13]).as("a HelloVerifyRequest").isEqualTo((byte) 3);
            assertThat(first.length).as("no longer than what it answers").isLessThanOrEqualTo(left.sent.get(0).length);
        }

        /** Chromium's ClientHello fills more than a datagram. */
        @Test
        void mayComeInFragmentsInAnyOrder() {
            List<byte[]> pieces = new ArrayList<>();
            left.elsewhere((datagram, to) -> {
                if (!HelloJoiner.isHello(datagram)) {
                    return false;
                }
                pieces.clear();
                pieces.addAll(halves(datagram));
                right.receive(pieces.get(1), LEFT);
                right.receive(pieces.get(0), LEFT);
                return true;
            });
            open(true);

            assertKeyed();
        }

        @Test
        void theFingerprintDecidesWhoOfTwoItIs() {
            stranger.other = right;
            right.elsewhere((datagram, to) -> {
                if (to.equals(STRANGER)) {
                    stranger.receive(datagram, RIGHT);
                }
                return to.equals(STRANGER);
            });
            right.open(DtlsSetup.PASSIVE, SUITES, left.engine.certificate().fingerprint(),
                new DtlsSources(new InetSocketAddress("10.0.0.7", 4000), true));
            stranger.open(DtlsSetup.ACTIVE);
            assertThat(soon(stranger.failure)).contains("bad_certificate");

            left.open(DtlsSetup.ACTIVE);

            assertKeyed();
            assertThat(right.failure).isNotDone();
        }

        @Test
        void isTriedFourTimesAtMost() {
            right.elsewhere((datagram, to) -> {
                ends.stream().filter(end -> end.address.equals(to) && end != right).forEach(end -> end.receive(datagram, RIGHT));
                return true;
            });
            right.open(DtlsSetup.PASSIVE, SUITES, left.engine.certificate().fingerprint(),
                new DtlsSources(new InetSocketAddress("10.0.0.7", 4000), true));
            for (int i = 0; i < 4; i++) {
                assertThat(right.failure).isNotDone();
                DtlsEnd one = end(new InetSocketAddress("198.51.100.9", 1000 + i), PATIENT);
                one.other = right;
                one.open(DtlsSetup.ACTIVE);
                assertThat(soon(one.failure)).contains("bad_certificate");
            }

            assertThat(soon(right.failure)).contains("not the one of the description");
        }
    }

    @Nested
    class Hostile {
        @Test
        void rubbishStartsNothingAndEndsNothing() {
            right.open(DtlsSetup.PASSIVE);
            Random random = new Random(5);
            for (int i = 0; i < 500; i++) {
                byte[] rubbish = new byte[1 + random.nextInt(200)];
                random.nextBytes(rubbish);
                rubbish[0] = (byte) (20 + random.nextInt(44));
                right.receive(rubbish, i % 2 == 0 ? LEFT : STRANGER);
            }
            left.open(DtlsSetup.ACTIVE);

            assertKeyed();
        }

        @Test
        void alertsInClearDoNotEndWhatIsKeyed() {
            shakeHands();
            assertKeyed();
            byte[] fatal = ByteBufUtil.decodeHexDump("15fefd00000000000000000002" + "0228");

            right.receive(fatal, LEFT);
            right.onLoop(() -> { });

            assertThat(right.failure).isNotDone();
        }
    }

    @Test
    void closingTellsTheFarEndAndLeavesNoThread() {
        shakeHands();
        assertKeyed();
        left.onLoop(() -> left.sent.clear());

        left.onLoop(() -> left.session.close());
        left.onLoop(() -> left.session.close());

        assertThat(left.sent).hasSize(1);
        assertThat(left.sent.get(0)[0]).isEqualTo((byte) ALERT);
    }

    @Test
    void certificatesGoRoundAndParametersTellOneAssociationFromTheNext() {
        DtlsCertificate one = left.engine.certificate();
        assertThat(left.engine.certificate()).isSameAs(one);
        List<CertificateFingerprint> expected = List.of(one.fingerprint());
        DtlsParameters agreed = new DtlsParameters(DtlsSetup.ACTIVE, one, expected, SUITES, "a");

        assertThat(new DtlsParameters(DtlsSetup.ACTIVE, one, expected, SUITES, "a")).isEqualTo(agreed);
        assertThat(new DtlsParameters(DtlsSetup.PASSIVE, one, expected, SUITES, "a")).isNotEqualTo(agreed);
        assertThat(new DtlsParameters(DtlsSetup.ACTIVE, one, expected, SUITES, "b")).isNotEqualTo(agreed);
        assertThatThrownBy(() -> new DtlsParameters(DtlsSetup.ACTPASS, one, expected, SUITES, "a"))
            .hasMessage("part: ACTPASS (expected: ACTIVE or PASSIVE)");
        assertThatThrownBy(() -> new DtlsParameters(DtlsSetup.ACTIVE, one, List.of(), SUITES, "a")).hasMessageContaining("announced: none");
        assertThatThrownBy(() -> new DtlsParameters(DtlsSetup.ACTIVE, one, expected, List.of(SrtpSuite.AES_192_CM_HMAC_SHA1_80), "a"))
            .hasMessageContaining("suites: none");
    }

    private static List<byte[]> records(byte[] datagram) {
        List<byte[]> records = new ArrayList<>();
        for (int at = 0; at < datagram.length; ) {
            int end = at + 13 + ((datagram[at + 11] & 0xFF) << 8 | datagram[at + 12] & 0xFF);
            records.add(java.util.Arrays.copyOfRange(datagram, at, end));
            at = end;
        }
        return records;
    }

    /** One ClientHello as two fragments, in records of their own. */
    private static List<byte[]> halves(byte[] hello) {
        int body = hello.length - 25;
        int first = body / 2;
        return List.of(fragment(hello, 0, first, 0), fragment(hello, first, body - first, 1));
    }

    private static byte[] fragment(byte[] hello, int from, int octets, int add) {
        ByteBuf piece = Unpooled.buffer();
        piece.writeBytes(hello, 0, 10).writeByte(hello[10] * 2 + add).writeShort(12 + octets);
        piece.writeBytes(hello, 13, 6).writeMedium(from).writeMedium(octets).writeBytes(hello, 25 + from, octets);
        return ByteBufUtil.getBytes(piece);
    }
}
