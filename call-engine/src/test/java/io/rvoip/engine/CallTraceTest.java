package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.trace.CallTrace;
import io.rvoip.testing.CapturedDatagram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of calls: all that was on the wire, both legs, under one name. */
class CallTraceTest {
    private Office office = new Office();

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private CallTrace trace(String id) {
        CompletableFuture<CallTrace> trace = office.engine.trace(id).toCompletableFuture();
        office.time.runReady();
        return trace.join();
    }

    /** The messages of calls that came and went at the engine, in order, so far. */
    private List<String> seen() {
        List<String> all = new ArrayList<>();
        for (CapturedDatagram datagram : office.wire) {
            String text = new String(datagram.bytes(), StandardCharsets.UTF_8);
            if (text.contains("SIP/2.0") && !text.matches("(?s).*CSeq: [0-9]+ REGISTER.*")) {
                all.add(text.lines().findFirst().orElseThrow());
            }
        }
        return all;
    }

    private static List<String> startLines(CallTrace trace) {
        return trace.messages().stream().map(one -> one.message().toString().lines().findFirst().orElseThrow()).toList();
    }

    @Test
    void bothLegsAndEachPhoneAreUnderTheIdOfTheCallWhileItGoesOnAndAfterwards() {
        Phone alice = office.registered("alice", 500);
        Phone desk = office.registered("bob", 900).answersAfter(500);
        Phone mobile = office.registered("bob", 1300);
        office.wire.clear();
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        String id = office.engine.calls().get(0).id();
        assertThat(startLines(trace(id))).containsExactlyInAnyOrderElementsOf(seen())
                .filteredOn(line -> line.startsWith("INVITE")).as("challenged, again, to two phones").hasSize(4);
        alice.act(call.session::hangup);
        office.advance(1000);
        assertThat(office.record().id()).isEqualTo(id);
        assertThat(startLines(trace(id))).containsExactlyInAnyOrderElementsOf(seen()).filteredOn(line -> line.startsWith("BYE")).hasSize(2);
        assertThat(startLines(trace(call.session.callId()))).as("by the Call-ID of a leg").isEqualTo(startLines(trace(id)));
        assertThat(trace(id).ladder().get(0)).as("caller, we, phones").containsSubsequence(
                post(alice), office.host.address().getHostAddress() + ":5060 (udp)", post(desk)).contains(post(mobile));
        assertThat(trace("another").messages()).isEmpty();
        assertThat(office.metrics.gaugeValue("rvoip_trace_bytes")).isGreaterThan(4_000);
    }

    private static String post(Phone phone) {
        return phone.host.address().getHostAddress() + ":";
    }

    @Test
    void callsAtOnceAreKeptApart() {
        Phone alice = office.registered("alice", 500);
        Phone carol = office.registered("carol", 700);
        office.registered("bob", 900).answersAfter(100);
        office.registered("dave", 1100).answersAfter(100);
        Phone.Talk one = alice.call("bob");
        Phone.Talk other = carol.call("dave");
        office.advance(1000);
        assertThat(office.engine.calls()).hasSize(2).allSatisfy(call -> assertThat(trace(call.id()).messages())
                .isNotEmpty().allMatch(message -> call.legs().stream().anyMatch(leg -> leg.callId().equals(message.message().callId()))));
        alice.act(one.session::hangup);
        carol.act(other.session::hangup);
        office.advance(1000);
    }

    @Test
    void aProxysCallIsUnderItsCallId() {
        nothingIsLeft();
        Office.Setup setup = new Office.Setup();
        setup.config = config -> config.withMode(EngineMode.PROXY);
        office = new Office(setup);
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(500);
        Phone.Talk call = alice.call("bob");
        office.advance(1000);
        bob.act(() -> bob.talk().session.hangup());
        office.advance(1000);
        assertThat(startLines(trace(call.session.callId()))).filteredOn(line -> line.startsWith("BYE")).as("in and out").hasSize(2);
        assertThat(trace(call.session.callId()).ladder().get(0)).containsSubsequence(post(alice), "(udp)", post(bob));
    }
}
