package io.rvoip.engine.proxy;

import io.rvoip.engine.EdgeSettings;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes a proxy the edge for phones of other domains (RFC 5626 §5). It writes the flow to a phone as a token into Path,
 * and into the value of Record-Route that faces the phone; what brings a token back from the other side goes over that flow
 * and no other. Confined to one loop.
 */
final class Edge {
    /** Between the mark of a call and the token of a flow in a user part of ours. */
    static final char SEPARATOR = '~';

    private static final HeaderKind<String> PATH = HeaderKind.text("Path");

    private final EdgeSettings settings;
    private final FlowTokens tokens;
    private final SipTransport transport;
    private final Duration flowTimer;

    /** @param flowTimer how often phones are asked to show life on connections */
    Edge(EdgeSettings settings, FlowTokens tokens, SipTransport transport, Duration flowTimer) {
        this.settings = settings;
        this.tokens = tokens;
        this.transport = transport;
        this.flowTimer = flowTimer;
    }

    /** Whether what is for this URI belongs to a domain whose phones come by here. */
    boolean serves(Uri uri) {
        return settings.serves(uri);
    }

    /** Whether a request leaves for such a domain. */
    boolean serves(Arrival arrival) {
        return arrival.over() == null
                && settings.serves(arrival.routes().isEmpty() ? arrival.uri() : arrival.routes().get(0).uri());
    }

    /** The server for what leaves for such a domain; empty for where URIs lead. */
    Optional<SipUri> core(Arrival arrival) {
        return serves(arrival) ? settings.server() : Optional.empty();
    }

    /**
     * What the token in one of our own Route values says.
     *
     * @return null when there is none
     */
    FlowTokens.@Nullable Read token(NameAddr route) {
        if (settings.domains().isEmpty() || !(route.uri() instanceof SipUri uri)) {
            return null;
        }
        String user = uri.rawUser().orElse("");
        int at = user.indexOf(SEPARATOR);
        return at < 0 ? null : tokens.read(user.substring(at + 1));
    }

    /** The token for a value that faces the sender, whose phone is our neighbour; empty for others and within a call. */
    String ofSender(Arrival arrival) {
        SipRequest request = arrival.request();
        boolean phone = request.vias().size() == 1 && request.to().tag().isEmpty() && serves(arrival);
        return phone ? tokens.of(arrival.flow()) : "";
    }

    /** The token for a value that faces whom it goes to, when that is a phone by its flow. */
    String ofReceiver(Arrival arrival) {
        Flow over = arrival.over();
        return over != null && arrival.request().to().tag().isEmpty() ? tokens.of(over) : "";
    }

    /** Puts us into the Path of a registration, with the flow when the phone is our neighbour (RFC 3327 §5.2, RFC 5626 §5.1). */
    void register(SipRequest.Builder copy, Arrival arrival, Flow out) {
        if (!arrival.request().method().equals(Method.REGISTER)) {
            return;
        }
        boolean first = arrival.request().vias().size() == 1;
        SentBy self = transport.sentBy(out);
        StringBuilder text = new StringBuilder(128).append("<sip:");
        if (first) {
            text.append(SEPARATOR).append(tokens.of(arrival.flow())).append('@');
        }
        text.append(self.host()).append(':').append(self.port());
        RecordRoute.transport(text, false, out.protocol());
        copy.prepend(PATH, text.append(first ? ";lr;ob>" : ";lr>").toString());
    }

    /** Asks a phone that registered a flow over a connection for signs of life, where the registrar did not (§5.4). */
    void registered(SipResponse.Builder back, SipResponse response, Arrival arrival) {
        boolean flow = arrival.request().method().equals(Method.REGISTER) && arrival.request().vias().size() == 1
                && arrival.flow().protocol().reliable()
                && response.headers(HeaderKind.REQUIRE).contains("outbound");
        if (flow && response.raw("Flow-Timer").isEmpty()) {
            back.addRaw("Flow-Timer", Long.toString(flowTimer.toSeconds()));
        }
    }
}
