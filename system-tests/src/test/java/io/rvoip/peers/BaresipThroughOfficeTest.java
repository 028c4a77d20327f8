package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.CallRecord;
import io.rvoip.engine.LegInfo;
import io.rvoip.simple.Call;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two baresips call each other through an office of ours, and each records what the other one said. */
@Timeout(60)
class BaresipThroughOfficeTest {
    private static final String PCMU = "PCMU/8000/1";
    private static final String PCMA = "PCMA/8000/1";

    @TempDir
    private Path dir;

    @Test
    void bothSpeakPcmu() throws Exception {
        CallRecord call = talk(PCMU, PCMU);
        assertThat(call.legs()).extracting(LegInfo::codec).allSatisfy(codec -> assertThat(codec).contains("PCMU"));
    }

    @Test
    void bothSpeakPcma() throws Exception {
        CallRecord call = talk(PCMA, PCMA);
        assertThat(call.legs()).extracting(LegInfo::codec).allSatisfy(codec -> assertThat(codec).contains("PCMA"));
    }

    @Test
    void oneSpeaksPcmuAndTheOtherPcma() throws Exception {
        CallRecord call = talk(PCMU, PCMA);
        assertThat(call.legs().get(0).codec()).contains("PCMU");
        assertThat(call.legs().get(1).codec()).contains("PCMA");
    }

    /** Bob has two phones, and the address that our registrar gave one of them rings that one alone (RFC 5627). */
    @Test
    void onePhoneOfTwoIsCalledByTheAddressItWasGiven() throws Exception {
        try (Office office = Office.open("alice", "bob");
             Baresip desk = phone(office, "desk");
             Baresip mobile = phone(office, "mobile");
             Softphone alice = Softphone.at(office, "alice", Speech.one())) {
            String known = mobile.command("uastat", "");
            Matcher gruu = Pattern.compile("pub-gruu: +(sip:bob@[^\\s\\\\]+)").matcher(known);
            assertThat(gruu.find()).as("baresip knows its address: " + known).isTrue();
            Call call = alice.dial(gruu.group(1));
            Softphone.soon(call.answered());
            mobile.await("Call established");
            assertThat(desk.output()).doesNotContain("incoming call").doesNotContain("Call established");
            Softphone.soon(call.hangup());
            mobile.await("session closed"); // it gave that address as its Contact too
            assertThat(office.recordsOnceQuiet()).hasSize(1);
        }
    }

    private Baresip phone(Office office, String name) throws Exception {
        Baresip phone = Baresip.as("bob").registeredAt(office.port(), Office.password("bob"))
            .playing(Speech.file(Speech.other(), dir, name)).answering().with(";sipnat=outbound").start(Office.DOMAIN, dir.resolve(name));
        phone.await("200 OK (RVOIP)");
        return phone;
    }

    /** Alice dials, both talk until her words are over and she hangs up by herself. */
    private CallRecord talk(String alicesCodec, String bobsCodec) throws Exception {
        Path aliceSays = Speech.file(Speech.one(), dir, "alice-says");
        Path bobSays = Speech.file(Speech.other(), dir, "bob-says");
        try (Office office = Office.open("alice", "bob");
             Baresip bob = Baresip.as("bob").registeredAt(office.port(), Office.password("bob")).speaking(bobsCodec)
                 .playing(bobSays).answering().start(Office.DOMAIN, dir.resolve("bob"));
             Baresip alice = Baresip.as("alice").registeredAt(office.port(), Office.password("alice")).speaking(alicesCodec)
                 .playing(aliceSays).start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.awaitRegistered();
            bob.awaitRegistered();
            alice.dial(Office.uri("bob"));
            alice.await("Call established");
            bob.await("Call established");
            alice.await("terminated");
            bob.await("terminated");
            Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
            Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
            assertThat(office.recordsOnceQuiet()).hasSize(1);
            return office.recordsOnceQuiet().get(0);
        }
    }
}
