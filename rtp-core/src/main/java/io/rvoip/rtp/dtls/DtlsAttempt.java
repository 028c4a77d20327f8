package io.rvoip.rtp.dtls;

import io.rvoip.common.Loop;
import io.rvoip.rtp.srtp.SrtpKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A handshake with one address and, when it succeeds, the association that came of it. The handshake blocks a thread of
 * its own ({@link #run}); everything else happens on the loop.
 */
final class DtlsAttempt implements Runnable {
    private final DtlsParameters parameters;
    private final HandshakeTerms terms;
    private final @Nullable DTLSRequest request;
    private final Loop loop;
    private final Outcome outcome;
    private final DatagramPipe pipe;
    private final ClientFlight flight = new ClientFlight();
    private final byte[] scratch = new byte[2048];
    private volatile InetSocketAddress peer;
    private volatile @Nullable DTLSTransport transport;

    /** What came of it, on the loop; one of the two is told, once. */
    interface Outcome {
        void transmit(byte[] datagram, InetSocketAddress to);

        void succeeded(DtlsAttempt attempt);

        void failed(DtlsAttempt attempt, boolean silent, String reason);
    }

    /** @param request the ClientHello of a source that has proven its address, if it had to */
    DtlsAttempt(
            DtlsParameters parameters, HandshakeTerms terms, InetSocketAddress peer, @Nullable DTLSRequest request,
            Loop loop, Outcome outcome) {
        this.parameters = parameters;
        this.terms = terms;
        this.peer = peer;
        this.request = request;
        this.loop = loop;
        this.outcome = outcome;
        pipe = new DatagramPipe(
                terms.settings.datagram(), datagram -> onLoop(() -> outcome.transmit(datagram, this.peer)));
    }

    InetSocketAddress peer() {
        return peer;
    }

    /** What is left to be said goes there from now on. */
    void moveTo(InetSocketAddress address) {
        peer = address;
    }

    @Override
    public void run() {
        try {
            DTLSTransport made = parameters.part() == DtlsSetup.ACTIVE
                    ? new DTLSClientProtocol().connect(new SrtpClient(terms), pipe)
                    : new DTLSServerProtocol().accept(new SrtpServer(terms), pipe, request);
            pipe.stopWaiting();
            transport = made;
            onLoop(() -> outcome.succeeded(this));
        } catch (IOException | RuntimeException | AssertionError broken) { // a FIPS module refuses what is not approved by errors
            String why = why(broken);
            onLoop(() -> outcome.failed(this, broken instanceof TlsTimeoutException, why));
        }
    }

    private static String why(Throwable broken) {
        if (broken instanceof TlsFatalAlertReceived received) {
            return "the far end refused: " + AlertDescription.getName(received.getAlertDescription());
        }
        if (broken instanceof TlsFatalAlert && broken.getCause() != null) {
            return broken.getMessage() + ": " + broken.getCause();
        }
        String text = String.valueOf(broken.getMessage());
        int detail = text.indexOf("; ");
        return detail < 0 ? text : text.substring(detail + 2);
    }

    private void onLoop(Runnable task) {
        try {
            if (loop.inLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        } catch (RejectedExecutionException loopGone) {
            // and with it everyone who could want to know
        }
    }

    /** A datagram of the far end: for the handshake, or for what came of it. */
    void received(byte[] datagram) {
        boolean server = parameters.part() == DtlsSetup.PASSIVE;
        pipe.offer(server ? flight.readable(datagram) : datagram);
        drain();
    }

    /**
     * Reads what waits once the handshake is over: a flight that is repeated because our last one was lost is answered,
     * the end is taken note of, and data, which nobody sends here, is dropped.
     */
    void drain() {
        DTLSTransport open = transport;
        try {
            while (open != null) {
                open.receive(scratch, 0, scratch.length, 1);
            }
        } catch (DatagramPipe.Empty read) {
            // all of it
        } catch (IOException over) {
            transport = null; // the keys stay: SRTP does not need the association any more
        }
    }

    SrtpKeys keys() {
        HandshakeTerms.Agreed agreed = terms.agreed();
        boolean client = parameters.part() == DtlsSetup.ACTIVE;
        return new SrtpKeys("dtls", client ? agreed.client() : agreed.server(),
                client ? agreed.server() : agreed.client());
    }

    CertificateFingerprint proven() {
        return terms.agreed().proven();
    }

    /** Ends the handshake, or the association with a close_notify. */
    void close() {
        DTLSTransport open = transport;
        transport = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException alreadyOver) {
            // nothing is left to be closed
        }
        pipe.close();
    }
}
