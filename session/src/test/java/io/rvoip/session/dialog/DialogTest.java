package io.rvoip.session.dialog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import org.junit.jupiter.api.Test;

class DialogTest {
    private static final Contact OURS = Contact.of("<sip:us@192.0.2.1:5070>");

    private final SipRequest invite = SipRequest.create(Method.INVITE, SipUri.of("sip:bob@example.com"))
            .set(HeaderKind.FROM, NameAddr.of("\"Alice\" <sip:alice@example.com>;tag=a"))
            .set(HeaderKind.TO, NameAddr.of("<sip:bob@example.com>"))
            .set(HeaderKind.CALL_ID, "c1")
            .set(HeaderKind.CSEQ, new CSeq(7, Method.INVITE))
            .set(HeaderKind.CONTACT, OURS)
            .build();

    private SipResponse response(int status, String contact, String... recordRoute) {
        SipResponse.Builder builder = invite.respond(status).toTag("b");
        for (String route : recordRoute) {
            builder.addRaw("Record-Route", route);
        }
        if (!contact.isEmpty()) {
            builder.addRaw("Contact", contact);
        }
        return builder.build();
    }

    private Dialog caller(String... recordRoute) {
        return Dialog.ofResponse(invite, response(200, "<sip:bob@192.0.2.9>", recordRoute));
    }

    private SipRequest incoming(Method method, long cseq) {
        return invite.toBuilder().method(method).set(HeaderKind.CSEQ, new CSeq(cseq, method)).build();
    }

    @Test
    void callersRequestsCarryTheDialog() {
        SipRequest bye = caller().request(Method.BYE).build();
        assertThat(bye.requestUri().toString()).isEqualTo("sip:bob@192.0.2.9");
        assertThat(bye.from()).isEqualTo(invite.from());
        assertThat(bye.to().tag()).contains("b");
        assertThat(bye.callId()).isEqualTo("c1");
        assertThat(bye.cseq().number()).isEqualTo(8);
        assertThat(bye.maxForwards()).isEqualTo(70);
        assertThat(bye.headers(HeaderKind.ROUTE)).isEmpty();
    }

    @Test
    void callersRouteIsTheReversedRecordRoute() {
        Dialog dialog = caller("<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>");
        SipRequest bye = dialog.request(Method.BYE).build();
        assertThat(bye.headers(HeaderKind.ROUTE)).extracting(route -> route.uri().toString())
                .containsExactly("sip:p2.example.com;lr", "sip:p1.example.com;lr");
        assertThat(bye.requestUri().toString()).isEqualTo("sip:bob@192.0.2.9");
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:p2.example.com;lr");
    }

    @Test
    void strictRouterTakesTheRequestUri() {
        Dialog dialog = caller("<sip:p1.example.com;lr>", "<sip:strict.example.com>");
        SipRequest bye = dialog.request(Method.BYE).build();
        assertThat(bye.requestUri().toString()).isEqualTo("sip:strict.example.com");
        assertThat(bye.headers(HeaderKind.ROUTE)).extracting(route -> route.uri().toString())
                .containsExactly("sip:p1.example.com;lr", "sip:bob@192.0.2.9");
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:strict.example.com");
    }

    @Test
    void calledSideKeepsTheOrderOfTheRecordRoute() {
        SipRequest routed = invite.toBuilder().addRaw("Record-Route", "<sip:p1;lr>, <sip:p2;lr>").build();
        Dialog dialog = Dialog.ofRequest(routed, "b", Contact.of("<sip:bob@192.0.2.9>"));
        assertThat(dialog.id()).isEqualTo(new DialogId("c1", "b", "a"));
        assertThat(dialog.state()).isEqualTo(DialogState.EARLY);
        SipRequest bye = dialog.request(Method.BYE).build();
        assertThat(bye.headers(HeaderKind.ROUTE)).extracting(route -> route.uri().toString())
                .containsExactly("sip:p1;lr", "sip:p2;lr");
        assertThat(bye.requestUri()).isEqualTo(OURS.uri());
        assertThat(bye.from().tag()).contains("b");
        assertThat(bye.to()).isEqualTo(invite.from());
        assertThat(bye.cseq().number()).isEqualTo(1);
    }

    @Test
    void confirmationReplacesRouteAndTargetOfAnEarlyDialog() {
        Dialog dialog = Dialog.ofResponse(invite, response(180, "<sip:early@192.0.2.9>", "<sip:old;lr>"));
        assertThat(dialog.state()).isEqualTo(DialogState.EARLY);
        dialog.confirm(response(200, "<sip:final@192.0.2.9>", "<sip:new;lr>"));
        assertThat(dialog.state()).isEqualTo(DialogState.CONFIRMED);
        assertThat(dialog.remoteTarget().toString()).isEqualTo("sip:final@192.0.2.9");
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:new;lr");
        dialog.confirm(response(200, "", "<sip:other;lr>"));
        assertThat(dialog.nextHop().toString()).isEqualTo("sip:new;lr");
        assertThat(dialog.remoteTarget().toString()).isEqualTo("sip:final@192.0.2.9");
    }

    @Test
    void missingContactLeavesTheRequestUri() {
        assertThat(Dialog.ofResponse(invite, response(180, "")).remoteTarget()).isEqualTo(invite.requestUri());
    }

    @Test
    void ackCarriesTheNumberOfItsInvite() {
        Dialog dialog = caller();
        dialog.request(Method.BYE).build();
        SipRequest ack = dialog.ack(7).build();
        assertThat(ack.cseq()).isEqualTo(new CSeq(7, Method.ACK));
        assertThat(dialog.localCSeq()).isEqualTo(8);
    }

    @Test
    void requestsOfTheFarEndMustRise() {
        Dialog dialog = caller();
        assertThat(dialog.inOrder(incoming(Method.INVITE, 100))).isTrue();
        assertThat(dialog.inOrder(incoming(Method.INVITE, 99))).isFalse();
        assertThat(dialog.inOrder(incoming(Method.INVITE, 100))).isFalse();
        assertThat(dialog.inOrder(incoming(Method.BYE, 200))).isTrue();
    }

    @Test
    void numberOfTheInviteCountsAtTheCalledSide() {
        Dialog dialog = Dialog.ofRequest(invite, "b", OURS);
        assertThat(dialog.inOrder(incoming(Method.BYE, 7))).isFalse();
        assertThat(dialog.inOrder(incoming(Method.BYE, 8))).isTrue();
    }

    @Test
    void targetIsRefreshed() {
        Dialog dialog = caller();
        dialog.refreshTarget(incoming(Method.INVITE, 1));
        assertThat(dialog.remoteTarget()).isEqualTo(OURS.uri());
    }

    @Test
    void idNeedsCallIdAndLocalTagButNoRemoteTag() {
        assertThat(new DialogId("c", "l", "").remoteTag()).isEmpty();
        assertThatThrownBy(() -> new DialogId("", "l", "r")).hasMessageContaining("callId");
        assertThatThrownBy(() -> new DialogId("c", "", "r")).hasMessageContaining("localTag");
    }

    @Test
    void requestWithoutContactOrTagMakesNoDialog() {
        SipRequest bare = invite.toBuilder().remove(HeaderKind.CONTACT).build();
        assertThatThrownBy(() -> Dialog.ofResponse(bare, response(200, ""))).hasMessageContaining("Contact");
    }
}
