package io.rvoip.rtp.dtls;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.testing.ManualTime;
import java.net.InetSocketAddress;
import java.util.List;

/** No bytes from the wire make keys, throw out of a handshake, or are joined to more than their bound. */
class DtlsFuzzTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 9);
    private static final DtlsEngine ENGINE = new DtlsEngine(DtlsSettings.DEFAULT.withPatience(java.time.Duration.ofSeconds(1)), null,
        CryptoProvider.jdk(), TimeSource.system(), Metrics.none());

    @FuzzTest(maxDuration = "10m")
    void handshake(FuzzedDataProvider data) {
        DtlsSetup part = data.consumeBoolean() ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE;
        DtlsParameters parameters = new DtlsParameters(
            part, ENGINE.certificate(), List.of(ENGINE.certificate().fingerprint()), DtlsEnd.SUITES, "fuzz");
        ManualTime time = new ManualTime();
        Told told = new Told();
        DtlsAttempt attempt = new DtlsAttempt(parameters, ENGINE.terms(parameters), PEER, null, time.loop("fuzz"), told);
        while (data.remainingBytes() > 0) {
            attempt.received(data.consumeBytes(data.consumeInt(1, 1500)));
        }
        attempt.close();
        attempt.run();
        time.runReady();
        if (told.succeeded || !told.failed) {
            throw new AssertionError("keyed by rubbish, or not ended");
        }
    }

    @FuzzTest(maxDuration = "10m")
    void fragments(FuzzedDataProvider data) {
        HelloJoiner joiner = new HelloJoiner();
        ClientFlight flight = new ClientFlight();
        HelloGate gate = ENGINE.gate();
        while (data.remainingBytes() > 0) {
            byte[] datagram = data.consumeBytes(data.consumeInt(1, 1500));
            byte[] whole = joiner.add(datagram);
            if (whole != null && whole.length > HelloJoiner.LARGEST_HELLO + 25) {
                throw new AssertionError("joined to " + whole.length);
            }
            if (flight.readable(datagram).length > datagram.length) {
                throw new AssertionError("grown");
            }
            if (gate.check(datagram, PEER, answer -> { }) != null) {
                throw new AssertionError("a cookie was guessed");
            }
        }
    }

    private static final class Told implements DtlsAttempt.Outcome {
        private boolean succeeded;
        private boolean failed;

        @Override
        public void transmit(byte[] datagram, InetSocketAddress to) {
            // nobody is there
        }

        @Override
        public void succeeded(DtlsAttempt attempt) {
            succeeded = true;
        }

        @Override
        public void failed(DtlsAttempt attempt, boolean silent, String reason) {
            failed = true;
        }
    }
}
