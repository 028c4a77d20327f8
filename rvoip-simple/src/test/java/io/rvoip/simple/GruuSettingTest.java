package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A softphone whose registrar gives it addresses of its own (RFC 5627 §4). */
class GruuSettingTest extends PhoneFixture {
    private static final String INSTANCE = "urn:uuid:0c67446f-f1a1-11d9-94d3-000a95a0e128";
    private static final String PUBLIC = "sip:alice@rvoip.test;gr=" + INSTANCE;
    private static final String HIDDEN = "sip:7hs-jd7vnzga5w7fajsc7@rvoip.test;gr";

    private final ScriptedSipPeer registrar = ScriptedSipPeer.on(time, network.host(), 5060);
    private final Phone alice = phone("alice");

    private ReceivedSip connect(String parameters) {
        registrar.when("REGISTER", request -> registrar.respond(
                request, 200, "OK", "Contact: " + request.header("Contact") + parameters));
        alice.builder.withRegistration(true).withInstance(INSTANCE).withRegistrar(registrar.hostPort());
        alice.connect();
        return registrar.received().get(0);
    }

    private ReceivedSip connect() {
        return connect(";pub-gruu=\"" + PUBLIC + "\";temp-gruu=\"" + HIDDEN + '"');
    }

    private String contactOfCall(CallOptions options) {
        command(alice.client.makeCall("bob", options));
        ReceivedSip invite = registrar.expect("INVITE", Duration.ofSeconds(1));
        registrar.respond(invite, 486, "Busy Here");
        time.advance(Duration.ofSeconds(1));
        return invite.header("Contact");
    }

    private <T> void command(CompletableFuture<T> started) {
        time.runReady();
        assertThat(started).isNotCompletedExceptionally();
    }

    @Test
    void callsGiveThePublicOneAndAnonymousCallsTheTemporaryOne() {
        assertThat(connect().text().headers("Supported")).contains("gruu");
        assertThat(contactOfCall(CallOptions.defaults())).isEqualTo("<" + PUBLIC + ">");
        assertThat(contactOfCall(CallOptions.defaults().withAnonymous())).isEqualTo("<" + HIDDEN + ">");
    }

    @Test
    void itStaysForTheWholeCall() {
        connect();
        command(alice.client.makeCall("bob", CallOptions.defaults()));
        ReceivedSip invite = registrar.expect("INVITE", Duration.ofSeconds(1));
        assertThat(invite.text().headers("Supported")).contains("gruu");
        registrar.respond(invite, 180, "Ringing");
        time.advance(Duration.ofSeconds(1));
        registrar.send(registrar.request("INVITE", "sip:alice@" + alice.host.address().getHostAddress() + ":5060"),
                alice.host.at(5060));
        ReceivedSip ringing = registrar.expect("180", Duration.ofSeconds(1));
        assertThat(ringing.header("Contact")).as("who is called gives it too").isEqualTo("<" + PUBLIC + ">");
    }

    @Test
    void whoIsCalledByAHiddenAddressDoesNotTellWhoTheyAre() {
        connect();
        registrar.send(registrar.request("INVITE", "sip:alice@" + alice.host.address().getHostAddress() + ":5060",
                "To: <" + HIDDEN + ">"), alice.host.at(5060));
        assertThat(registrar.expect("180", Duration.ofSeconds(1)).header("Contact")).isEqualTo("<" + HIDDEN + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";pub-gruu=\"tel:+4930\"", ";pub-gruu=\"sip:\"", ";pub-gruu=\"sip:alice@rvoip.test\"", ";pub-gruu"})
    void whatIsNoneIsNotUsed(String parameters) {
        connect(parameters);
        assertThat(contactOfCall(CallOptions.defaults())).contains("<sip:alice@" + alice.host.address().getHostAddress());
        assertThat(contactOfCall(CallOptions.defaults().withAnonymous())).doesNotContain("alice").doesNotContain("gr");
    }

    @Test
    void anOverlongOneIsNotUsed() {
        connect(";pub-gruu=\"" + PUBLIC + "x".repeat(1024) + '"');
        assertThat(contactOfCall(CallOptions.defaults())).doesNotContain("gr=");
    }

    @Test
    void theyAreLeftOutWhereTheApplicationSaysSo() {
        alice.builder.withGruu(false);
        connect();
        assertThat(contactOfCall(CallOptions.defaults())).doesNotContain("gr=");
    }

    @Test
    void aRegistrationThatIsOverLeavesNone() {
        connect();
        registrar.when("REGISTER", request -> registrar.respond(request, 403, "Forbidden"));
        time.advance(Duration.ofHours(1));
        assertThat(alice.client.state()).isEqualTo(ClientState.ERROR);
        assertThat(contactOfCall(CallOptions.defaults())).doesNotContain("gr=");
    }
}
