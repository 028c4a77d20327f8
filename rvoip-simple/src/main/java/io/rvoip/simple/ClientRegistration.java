package io.rvoip.simple;

import io.netty.util.NetUtil;
import io.rvoip.common.IdSource;
import io.rvoip.session.NextHop;
import io.rvoip.session.PushTarget;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.RegistrationState;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The registration of a client, through each of its proxies where it has several, told as states and events of the client:
 * it is registered while one of them is. On its loop but for {@link #state}.
 */
final class ClientRegistration {
    private final ClientCore client;
    private final Account account;
    private final List<Registration> flows = new ArrayList<>();
    private boolean granted;
    private volatile @Nullable RegistrationState state;
    private volatile boolean pushed;

    ClientRegistration(ClientCore client, Account account) {
        this.client = client;
        this.account = account;
    }

    /** What the registrar said last, of the best flow; empty without one, and before it was asked. From any thread. */
    Optional<RegistrationState> state() {
        return Optional.ofNullable(state);
    }

    /** Whether nothing of ours is left at the registrar, as far as we can help it. */
    boolean isOver() {
        return flows.stream().allMatch(flow -> flow.state() instanceof RegistrationState.Unregistered);
    }

    void start() {
        String given = client.config.instance();
        String instance = given == null ? randomUrn(client.wiring.ids()) : given;
        List<@Nullable SipUri> proxies = new ArrayList<>(account.proxies());
        if (proxies.isEmpty()) {
            proxies.add(null);
        }
        for (SipUri proxy : proxies) {
            flows.add(client.agent().register(plan(proxy).withFlow(instance, flows.size() + 1), this::changed));
        }
    }

    /** RFC 4122 §4.4. */
    private static String randomUrn(IdSource ids) {
        long high = ids.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
        long low = ids.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return "urn:uuid:" + new UUID(high, low);
    }

    private RegistrationRequest plan(@Nullable SipUri proxy) {
        SipUri server = proxy != null ? proxy : account.registrar();
        boolean plain = server == null && account.transport() == TransportProtocol.UDP;
        SipUri first = account.overOurTransport(server == null ? account.domain() : server);
        RegistrationRequest plan = RegistrationRequest.of(account.domain(), NameAddr.of(account.address()))
                .withRoute(Account.route(proxy))
                .withNextHop(plain ? NextHop.byUri() : NextHop.through(first))
                .withCredentials(account.credentials())
                .withExpires(client.config.registrationExpiry())
                .withKeepAlive(client.config.keepAlive(), client.config.keepAliveInterval());
        PushTarget push = client.config.push();
        return push == null ? plan : plan.withPush(push);
    }

    /** Whether the registrar wakes us while we sleep. From any thread. */
    boolean isPushed() {
        return pushed;
    }

    /**
     * What stands in the Contact of a call, if our registrar gave us an address of this phone (RFC 5627 §4.4).
     *
     * @param hidden whether it may not say who we are
     */
    @Nullable SipUri gruu(boolean hidden) {
        if (flows.isEmpty() || !client.config.gruu()) {
            return null;
        }
        Registration best = flows.get(best());
        return (hidden ? best.temporaryGruu() : best.publicGruu()).orElse(null);
    }

    /** The addresses we gave in our Contacts, as far as they are our own. */
    Set<InetAddress> addresses() {
        Set<InetAddress> given = new HashSet<>();
        for (Registration flow : flows) {
            Uri uri = flow.contact().map(Contact::uri).orElse(null);
            String host = uri instanceof SipUri sip ? sip.host() : "";
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(host.replaceAll("[\\[\\]]", ""));
            if (address != null && client.config.advertise() == null) {
                given.add(address);
            }
        }
        return given;
    }

    /** The proxy that calls go through: the first we are registered by, else the first; null without proxies. */
    @Nullable SipUri proxy() {
        return account.proxies().isEmpty() ? null : account.proxies().get(best());
    }

    /** The flow that is used: the first that is registered, else the first. */
    private int best() {
        for (int i = 0; i < flows.size(); i++) {
            if (flows.get(i).state().registered()) {
                return i;
            }
        }
        return 0;
    }

    /** What first requests have in their Route: our proxy, then what the registrar asks for (RFC 3608). */
    List<NameAddr> route() {
        List<NameAddr> route = new ArrayList<>(Account.route(proxy()));
        if (!flows.isEmpty()) {
            route.addAll(flows.get(best()).serviceRoute());
        }
        return route;
    }

    /** Whether this comes from where we are registered. */
    boolean isFrom(Flow flow) {
        return flows.stream().flatMap(registration -> registration.flow().stream())
                .anyMatch(ours -> ours.protocol() == flow.protocol() && ours.remote().equals(flow.remote()));
    }

    /** The server that a call is sent through: our proxy, else the first one the registrar asks for. Null: where its URI says. */
    @Nullable SipUri through(SipUri target) {
        SipUri proxy = proxy();
        if (proxy != null) {
            return proxy;
        }
        List<NameAddr> route = route();
        return !route.isEmpty() && route.get(0).uri() instanceof SipUri first ? first : account.through(target);
    }

    /** No more attempts; what was granted is removed. */
    void stop() {
        flows.forEach(Registration::unregister);
    }

    void refresh() {
        flows.forEach(Registration::refresh);
    }

    void networkChanged() {
        flows.forEach(Registration::networkChanged);
    }

    /** Where a request of a call is sent that went over this flow before: over the best flow, if to the same server. */
    NextHop hop(Optional<Flow> before) {
        Optional<Flow> now = flows.isEmpty() ? Optional.empty() : flows.get(best()).flow();
        return now.filter(flow -> before.map(Flow::remote).filter(flow.remote()::equals).isPresent())
                .map(NextHop::over).orElse(NextHop.byUri());
    }

    private void changed(Registration source, RegistrationState next) {
        Registration best = flows.get(best());
        pushed = flows.stream().anyMatch(Registration::pushed);
        state = best.state().registered() ? best.state() : next;
        if (next instanceof RegistrationState.Registered registered) {
            granted = true;
            client.events.publish(
                    new ClientEvent.Registered(registered.contact().uri().toString(), registered.until()));
            client.connectedNow();
        } else if (next instanceof RegistrationState.Unregistered over) {
            left(over);
        } else if (best.state().registered() || anotherIsTrying(source)) {
            trouble(next);
        } else if (next instanceof RegistrationState.Registering) {
            client.enter(ClientState.REGISTERING, "");
        } else if (next instanceof RegistrationState.Waiting waiting) {
            failed(waiting.status(), waiting.text(), waiting.retryAt());
        } else if (next instanceof RegistrationState.Rejected rejected) {
            failed(rejected.status(), rejected.text(), null);
        }
    }

    private boolean anotherIsTrying(Registration one) {
        return flows.stream().anyMatch(
                other -> other != one && other.state() instanceof RegistrationState.Registering);
    }

    /** One of several flows does not work, and the client can be called all the same, or may be soon. */
    private void trouble(RegistrationState next) {
        if (next instanceof RegistrationState.Waiting waiting) {
            client.events.publish(new ClientEvent.NetworkError("a flow to the registrar: " + waiting.text()));
        } else if (next instanceof RegistrationState.Rejected rejected) {
            client.events.publish(new ClientEvent.NetworkError("a flow to the registrar: " + rejected.text()));
        }
    }

    private void left(RegistrationState.Unregistered over) {
        if (isOver()) {
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
