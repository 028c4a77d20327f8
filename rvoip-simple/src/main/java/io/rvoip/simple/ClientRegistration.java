package io.rvoip.simple;

import io.rvoip.session.NextHop;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.RegistrationState;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registration of a client, told as states and events of the client. On its loop but for {@link #state}. */
final class ClientRegistration {
    private final ClientCore client;
    private final Account account;
    private @Nullable Registration registration;
    private boolean granted;
    private volatile @Nullable RegistrationState state;

    ClientRegistration(ClientCore client, Account account) {
        this.client = client;
        this.account = account;
    }

    /** What the registrar said last; empty without one, and before it was asked. From any thread. */
    Optional<RegistrationState> state() {
        return Optional.ofNullable(state);
    }

    /** Whether nothing of ours is left at the registrar, as far as we can help it. */
    boolean isOver() {
        return registration == null || state instanceof RegistrationState.Unregistered;
    }

    void start() {
        SipUri server = account.proxy() != null ? account.proxy() : account.registrar();
        boolean plain = server == null && account.transport() == TransportProtocol.UDP;
        SipUri first = account.overOurTransport(server == null ? account.domain() : server);
        RegistrationRequest plan = RegistrationRequest.of(account.domain(), NameAddr.of(account.address()))
                .withRoute(account.route())
                .withNextHop(plain ? NextHop.byUri() : NextHop.through(first))
                .withCredentials(account.credentials())
                .withExpires(client.config.registrationExpiry())
                .withKeepAlive(client.config.keepAlive(), client.config.keepAliveInterval());
        registration = client.agent().register(plan, this::changed);
    }

    /** What first requests have in their Route: our proxy, then what the registrar asks for (RFC 3608). */
    List<NameAddr> route() {
        List<NameAddr> route = new ArrayList<>(account.route());
        if (registration != null) {
            route.addAll(registration.serviceRoute());
        }
        return route;
    }

    /** Whether this comes from where we are registered. */
    boolean isFrom(Flow flow) {
        return registration != null && registration.flow()
                .filter(ours -> ours.protocol() == flow.protocol() && ours.remote().equals(flow.remote())).isPresent();
    }

    /** The server that a call is sent through: our proxy, else the first one the registrar asks for. Null: where its URI says. */
    @Nullable SipUri through(SipUri target) {
        List<NameAddr> route = route();
        boolean asked = account.proxy() == null && !route.isEmpty();
        return asked && route.get(0).uri() instanceof SipUri first ? first : account.through(target);
    }

    /** No more attempts; what was granted is removed. */
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
    }

    void refresh() {
        if (registration != null) {
            registration.refresh();
        }
    }

    private void changed(Registration source, RegistrationState next) {
        state = next;
        if (next instanceof RegistrationState.Registering) {
            client.enter(ClientState.REGISTERING, "");
        } else if (next instanceof RegistrationState.Registered registered) {
            granted = true;
            client.events.publish(
                    new ClientEvent.Registered(registered.contact().uri().toString(), registered.until()));
            client.connectedNow();
        } else if (next instanceof RegistrationState.Waiting waiting) {
            failed(waiting.status(), waiting.text(), waiting.retryAt());
        } else if (next instanceof RegistrationState.Rejected rejected) {
            failed(rejected.status(), rejected.text(), null);
        } else if (next instanceof RegistrationState.Unregistered over) {
            if (granted) {
                client.events.publish(new ClientEvent.Unregistered(over.confirmed()));
            }
            client.leaveWhenQuiet();
        }
    }

    private void failed(int status, String text, @Nullable Instant retryAt) {
        client.events.publish(new ClientEvent.RegistrationFailed(status, text, Optional.ofNullable(retryAt)));
        if (status == 408 || status == 503) {
            client.events.publish(new ClientEvent.NetworkError("registrar: " + text));
        }
        if (!client.connectFailed(exception(status, text))) {
            client.enter(ClientState.ERROR, status + " " + text);
        }
    }

    private static SimpleVoipException exception(int status, String text) {
        return switch (status) {
            case 401, 403, 407 -> new AuthenticationException(status, text);
            case 408 -> new SipTimeoutException("registration: " + text);
            case 503 -> new NetworkException("registration: " + text);
            default -> new SipRefusedException("registration", status, text);
        };
    }
}
