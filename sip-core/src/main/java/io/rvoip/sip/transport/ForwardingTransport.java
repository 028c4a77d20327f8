package io.rvoip.sip.transport;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A transport around another one, which does all that is not done here. */
abstract class ForwardingTransport implements SipTransport {
    /** The one within; always the same. */
    abstract SipTransport within();

    @Override
    public void send(SipMessage message, Flow flow, SendListener listener) {
        within().send(message, flow, listener);
    }

    @Override
    public CompletionStage<ListenPoint> listen(TransportProtocol protocol, InetSocketAddress bind) {
        return within().listen(protocol, bind);
    }

    @Override
    public List<ListenPoint> listenPoints() {
        return within().listenPoints();
    }

    @Override
    public boolean supports(TransportProtocol protocol) {
        return within().supports(protocol);
    }

    @Override
    public CompletionStage<Flow> flowTo(Target target) {
        return within().flowTo(target);
    }

    @Override
    public CompletionStage<Flow> flowTo(Target target, int requestBytes) {
        return within().flowTo(target, requestBytes);
    }

    @Override
    public int pathMtu() {
        return within().pathMtu();
    }

    @Override
    public boolean isOpen(Flow flow) {
        return within().isOpen(flow);
    }

    @Override
    public Optional<TlsSession> tls(Flow flow) {
        return within().tls(flow);
    }

    @Override
    public void keepAlive(Flow flow) {
        within().keepAlive(flow);
    }

    @Override
    public CompletionStage<InetSocketAddress> probe(Flow flow) {
        return within().probe(flow);
    }

    @Override
    public void networkChanged() {
        within().networkChanged();
    }

    @Override
    public void disconnect(Flow flow, String why) {
        within().disconnect(flow, why);
    }

    @Override
    public SentBy sentBy(Flow flow) {
        return within().sentBy(flow);
    }

    @Override
    public void close() {
        within().close();
    }
}
