package io.rvoip.engine.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.testing.SeededIds;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.ServerTransaction;
import io.rvoip.transaction.TransactionDriver;
import io.rvoip.transaction.TransactionSettings;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server of 0.27 ms a call under a quota of 40 percent of its processor, asked for a multiple of what it can do, at random
 * times: each message has its price, so that turning a call away costs 6.6 percent of one. Nobody could do better than 0.93
 * of the capacity at twice, and 0.86 at three times; SECURITY P4 wants 0.9 and 0.8. The quota alone makes calls wait for 6 ms.
 */
class OverloadCurveTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long RUN = 6 * SECOND;
    private static final long CALL = 271_000;
    private static final int QUOTA = 40;
    private static final Flow FLOW = Flow.udp(new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.9", 5060));

    @ParameterizedTest
    @CsvSource({"0.5,0.48,1", "0.9,0.88,15", "1.0,0.93,30", "2.0,0.90,20", "3.0,0.80,20", "6.0,0.55,30"})
    void goodput(double offered, double least, int setupMillis) {
        Server server = new Server();
        server.offer(offered, "INVITE", RUN);
        server.run();
        assertThat(server.goodput()).isBetween(least, offered + 0.02);
        assertThat(server.refused + server.ended).as("turned away, or let in and ended")
                .isBetween((int) (server.offered * 0.99), server.offered);
        assertThat(server.slowest() / 1e6).as("p99 of the setup, ms").isLessThan(setupMillis);
    }

    @Test
    void nothingThatGoesOnIsTurnedAway() {
        Server server = new Server();
        server.offer(3, "INVITE", RUN);
        server.run();
        assertThat(server.statusesOf).doesNotContainKey("503 BYE").containsKey("200 BYE");
        assertThat(server.retryAfters).as("jittered").hasSizeGreaterThan(20).allMatch(seconds -> seconds >= 5 && seconds <= 30);
        assertThat(server.strayAcks).as("ACKs for refusals that went further").isZero();
    }

    /** A herd that comes back: calls get through as if it were not there, and nearly all the rest is for registrations. */
    @Test
    void registrationsLeaveCallsAlone() {
        Server server = new Server();
        server.offer(0.3, "INVITE", RUN);
        server.offer(3, "REGISTER", RUN);
        server.run();
        assertThat(server.ended).isGreaterThan(server.offered * 98 / 100);
        assertThat(server.statusesOf.get("200 REGISTER")).isGreaterThan((int) (0.4 * RUN / CALL * QUOTA / 100));
        assertThat(server.statusesOf.get("503 REGISTER")).isGreaterThan(1000);
    }

    /** A flood of calls does not keep all registrations out. */
    @Test
    void callsLeaveAFewToRegistrations() {
        Server server = new Server();
        server.offer(3, "INVITE", RUN);
        server.offer(0.05, "REGISTER", RUN);
        server.run();
        assertThat(server.statusesOf.get("200 REGISTER")).isGreaterThan(server.statusesOf.getOrDefault("503 REGISTER", 0));
    }

    @Test
    void withoutSheddingItCollapses() {
        Server server = new Server(OverloadSettings.DEFAULT.withShed(false));
        server.offer(3, "INVITE", RUN);
        server.run();
        assertThat(server.slowest()).as("ns").isGreaterThan(SECOND);
    }

    private static final class Server implements RequestHandler {
        private static final long READ = 5_000;
        private static final long SEND = 8_000;
        private static final Map<Method, Long> PRICE = Map.of(Method.INVITE, 150_000L, Method.BYE, 60_000L, Method.REGISTER, 60_000L);
        private static final long ACK = 30_000;
        private static final long WAY = 1_000_000;

        private final BusyLoop loop = new BusyLoop(QUOTA);
        private final long start = loop.now();
        private final LoadControl load;
        private final TransactionDriver driver = new TransactionDriver(loop, TransactionSettings.DEFAULT, new SeededIds(1), Metrics.none());
        private final Map<String, Long> begun = new HashMap<>();
        private final List<Long> setups = new ArrayList<>();
        private final Map<String, Integer> statusesOf = new HashMap<>();
        private final TreeSet<Integer> retryAfters = new TreeSet<>();
        private int offered;
        private int refused;
        private int ended;
        private int endedInTime;
        private int strayAcks;
        private int number;

        Server() {
            this(OverloadSettings.DEFAULT.withShed(true));
        }

        Server(OverloadSettings settings) {
            List<Loop> loops = List.of(loop);
            load = LoadControl.of(settings, loops, List.of(new SeededIds(2)), Metrics.none()).get(0);
            driver.open((SipTransport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {SipTransport.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("send")) {
                            sent((SipMessage) arguments[0]);
                        }
                        return null;
                    }), this);
        }

        /** So many times of what it can do, at random times. */
        void offer(double load, String method, long nanos) {
            Random random = new Random(7);
            double pause = (double) CALL * 100 / QUOTA / load;
            for (double at = 0; at < nanos; at -= Math.log(1 - random.nextDouble()) * pause) {
                String call = "call-" + ++number;
                offered += method.equals("INVITE") ? 1 : 0;
                arrives(start + (long) at, method, call, "");
                begun.put(call, start + (long) at);
            }
        }

        void run() {
            loop.run(start + RUN + 70 * SECOND);
        }

        double goodput() {
            return (double) endedInTime * CALL * 100 / QUOTA / RUN;
        }

        long slowest() {
            Collections.sort(setups);
            return setups.get(setups.size() * 99 / 100);
        }

        private void arrives(long at, String method, String call, String tag) {
            loop.at(at, () -> {
                loop.work(READ);
                String text = method + " sip:bob@rvoip.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK" + call
                        + (method.equals("BYE") || !tag.isEmpty() && !tag.startsWith("=") ? method : "") + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>"
                        + (tag.isEmpty() ? "" : ";tag=" + tag.replace("=", "")) + "\r\nCall-ID: " + call + "\r\nCSeq: 1 " + method
                        + "\r\nContent-Length: 0\r\n\r\n";
                driver.received(((ParseResult.Parsed) new SipParser().parse(text.getBytes(StandardCharsets.US_ASCII))).message(), FLOW);
            });
        }

        private void sent(SipMessage message) {
            loop.work(SEND);
            SipResponse response = (SipResponse) message;
            if (response.status() < 200) {
                return;
            }
            String method = response.cseq().method().name();
            statusesOf.merge(response.status() + " " + method, 1, Integer::sum);
            String call = response.callId();
            response.header(HeaderKind.RETRY_AFTER).ifPresent(after -> retryAfters.add((int) after.seconds()));
            if (response.status() == 503) {
                refused += method.equals("INVITE") ? 1 : 0;
                if (method.equals("INVITE")) {
                    arrives(loop.now() + WAY, "ACK", call, "=" + response.to().tag().orElseThrow());
                }
            } else if (method.equals("INVITE")) {
                setups.add(loop.now() - begun.get(call));
                arrives(loop.now() + WAY, "ACK", call, response.to().tag().orElseThrow());
                arrives(loop.now() + SECOND, "BYE", call, response.to().tag().orElseThrow());
            } else if (method.equals("BYE")) {
                ended++;
                endedInTime += loop.now() - start < RUN + SECOND ? 1 : 0;
            }
        }

        @Override
        public void onRequest(ServerTransaction transaction, SipRequest request) {
            loop.work(PRICE.get(request.method()));
            transaction.respond(request.respond(200).toTag(transaction.toTag()).build(), loop.now());
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            loop.work(ACK);
            strayAcks += ack.topVia().toString().endsWith("ACK") ? 0 : 1;
        }

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel) {
            throw new AssertionError("nobody gives up");
        }

        @Override
        public OverloadPolicy overload() {
            return load;
        }
    }
}
