package io.rvoip.session.dialog;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The state of a dialog (RFC 3261 §12): who talks to whom, over which route, and how far each side has counted.
 * Confined to the loop of its owner.
 *
 * <p>Whether it is a secure one (§12.1, {@code sips:}) is known to the path of its requests, which keeps it secure.
 */
public final class Dialog {
    private static final int MAX_FORWARDS = 70;
    private static final long NONE = -1;

    private final DialogId id;
    private final NameAddr local;
    private final NameAddr remote;
    private Contact localContact;
    private Uri remoteTarget;
    private List<NameAddr> routeSet;
    private DialogState state;
    private long localCSeq;
    private long remoteCSeq;
    private boolean updatable;

    private Dialog(
            DialogId id, NameAddr local, NameAddr remote, Contact localContact, Uri remoteTarget,
            List<NameAddr> routeSet, DialogState state, long localCSeq, long remoteCSeq) {
        this.id = id;
        this.local = local.detached();
        this.remote = remote.detached();
        this.localContact = Contact.of(localContact.address().detached());
        this.remoteTarget = remoteTarget;
        this.routeSet = detached(routeSet);
        this.state = state;
        this.localCSeq = localCSeq;
        this.remoteCSeq = remoteCSeq;
    }

    /**
     * The dialog that a response makes at the caller (§12.1.2).
     *
     * @param request the request as it was sent, with From tag and Contact
     * @param response a 101-299 with a To tag
     */
    public static Dialog ofResponse(SipRequest request, SipResponse response) {
        String localTag = request.from().tag().orElseThrow(() -> new IllegalArgumentException("request: no From tag"));
        Dialog dialog = new Dialog(
                new DialogId(request.callId(), localTag, response.to().tag().orElse("")),
                request.from(),
                response.to(),
                contact(request),
                target(response, request.requestUri()),
                reversed(response.headers(HeaderKind.RECORD_ROUTE)),
                response.status() < 200 ? DialogState.EARLY : DialogState.CONFIRMED,
                request.cseq().number(),
                NONE);
        dialog.learnAllow(response);
        return dialog;
    }

    /**
     * The dialog that a request makes at the called side (§12.1.1), early until {@link #confirm()}.
     *
     * @param localTag the tag of our responses
     * @param localContact the Contact of our responses
     */
    public static Dialog ofRequest(SipRequest request, String localTag, Contact localContact) {
        Dialog dialog = new Dialog(
                new DialogId(request.callId(), localTag, request.from().tag().orElse("")),
                request.to().withTag(localTag),
                request.from(),
                localContact,
                target(request, request.from().uri()),
                request.headers(HeaderKind.RECORD_ROUTE),
                DialogState.EARLY,
                NONE,
                request.cseq().number());
        dialog.learnAllow(request);
        return dialog;
    }

    private void learnAllow(SipMessage message) {
        if (message.has(HeaderKind.ALLOW)) {
            updatable = message.headers(HeaderKind.ALLOW).contains(Method.UPDATE);
        }
    }

    private static Contact contact(SipMessage message) {
        return contactOf(message).orElseThrow(() -> new IllegalArgumentException("request: no Contact"));
    }

    private static Optional<Contact> contactOf(SipMessage message) {
        return message.header(HeaderKind.CONTACT).filter(contact -> !contact.isStar());
    }

    private static Uri target(SipMessage message, Uri otherwise) {
        return contactOf(message).map(Contact::uri).orElse(otherwise).detached();
    }

    /** Without the arrays of the message they came in: a dialog lives long. */
    private static List<NameAddr> detached(List<NameAddr> route) {
        return route.stream().map(NameAddr::detached).toList();
    }

    private static List<NameAddr> reversed(List<NameAddr> recordRoute) {
        List<NameAddr> route = new ArrayList<>(recordRoute);
        Collections.reverse(route);
        return route;
    }

    public DialogId id() {
        return id;
    }

    public DialogState state() {
        return state;
    }

    /** Our address with our tag. */
    public NameAddr local() {
        return local;
    }

    /** The far end's address with its tag. */
    public NameAddr remote() {
        return remote;
    }

    /** We are reached elsewhere now: the next request or response says so. */
    public void moved(Contact contact) {
        localContact = contact;
    }

    /** Our Contact, the same for the whole dialog unless we move. */
    public Contact localContact() {
        return localContact;
    }

    /** Where the far end wants to be reached: its last Contact. */
    public Uri remoteTarget() {
        return remoteTarget;
    }

    /** Proxies to pass, nearest first. */
    public List<NameAddr> routeSet() {
        return routeSet;
    }

    /** Whether the far end takes UPDATE, as its last Allow in this dialog said (RFC 3311 §4). */
    public boolean allowsUpdate() {
        return updatable;
    }

    /** The number of our last request. */
    public long localCSeq() {
        return localCSeq;
    }

    /** The 2xx came at the caller: its Contact and Record-Route count, whatever earlier responses said (§13.2.2.4). */
    public void confirm(SipResponse response) {
        if (state == DialogState.EARLY) {
            routeSet = detached(reversed(response.headers(HeaderKind.RECORD_ROUTE)));
            state = DialogState.CONFIRMED;
        }
        refreshTarget(response);
    }

    /** The 2xx was sent at the called side. */
    public void confirm() {
        if (state == DialogState.EARLY) {
            state = DialogState.CONFIRMED;
        }
    }

    public void terminate() {
        state = DialogState.TERMINATED;
    }

    /** Takes the Contact of a re-INVITE or UPDATE, or of the 2xx to ours, as new remote target (§12.2); and its Allow. */
    public void refreshTarget(SipMessage message) {
        learnAllow(message);
        remoteTarget = target(message, remoteTarget);
    }

    /**
     * Counts a request of the far end.
     *
     * @return false when it is older than one already seen: answer 500 (§12.2.2)
     */
    public boolean inOrder(SipRequest request) {
        long number = request.cseq().number();
        if (remoteCSeq != NONE && number <= remoteCSeq) {
            return false;
        }
        remoteCSeq = number;
        return true;
    }

    /** A new request within the dialog, with the next CSeq (§12.2.1.1); Via and body are up to the caller. */
    public SipRequest.Builder request(Method method) {
        return build(method, nextCSeq());
    }

    /** The number for one more request of ours: also when a request is sent again with credentials. */
    public long nextCSeq() {
        localCSeq = localCSeq == NONE ? 1 : localCSeq + 1;
        return localCSeq;
    }

    /** The ACK of a 2xx to the INVITE of that number (§13.2.2.4). */
    public SipRequest.Builder ack(long inviteCSeq) {
        return build(Method.ACK, inviteCSeq);
    }

    private SipRequest.Builder build(Method method, long cseq) {
        boolean strict = !routeSet.isEmpty() && !isLoose(routeSet.get(0));
        SipRequest.Builder builder = SipRequest.create(method, strict ? routeSet.get(0).uri() : remoteTarget)
                .set(HeaderKind.FROM, local)
                .set(HeaderKind.TO, remote)
                .set(HeaderKind.CALL_ID, id.callId())
                .set(HeaderKind.CSEQ, new CSeq(cseq, method))
                .set(HeaderKind.MAX_FORWARDS, MAX_FORWARDS);
        for (NameAddr route : strict ? strictRoute() : routeSet) {
            builder.add(HeaderKind.ROUTE, route);
        }
        return builder;
    }

    /** A strict router takes the request URI, and the remote target travels last in Route (§12.2.1.1). */
    private List<NameAddr> strictRoute() {
        List<NameAddr> rest = new ArrayList<>(routeSet.subList(1, routeSet.size()));
        rest.add(NameAddr.of(remoteTarget));
        return rest;
    }

    private static boolean isLoose(NameAddr route) {
        return route.uri() instanceof SipUri uri && uri.looseRouting();
    }

    /** The URI that decides where requests go: the first route, else the remote target (§8.1.2, §12.2.1.1). */
    public Uri nextHop() {
        return routeSet.isEmpty() ? remoteTarget : routeSet.get(0).uri();
    }

    @Override
    public String toString() {
        return "dialog " + id.callId() + " " + state;
    }
}
