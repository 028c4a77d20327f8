package io.rvoip.session;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.trace.TraceSettings;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One whole stack on a host of a virtual network: a far end that is ours. */
final class Node implements UserAgentHandler {
    final ManualTime time;
    final SipStack stack;
    final InetSocketAddress address;
    final FakeMediaPort media = new FakeMediaPort();
    final List<Invitation> invitations = new ArrayList<>();
    final List<Recorder> incoming = new ArrayList<>();
    final List<IncomingRequest> requests = new ArrayList<>();
    final Set<Method> methods = new LinkedHashSet<>();
    Consumer<Invitation> onInvitation = invitation -> {};
    final TestMetrics metrics = new TestMetrics();
    Consumer<IncomingRequest> onRequest = request -> {};
    @Nullable Function<SipRequest, Optional<SipResponse.Builder>> screen;
    Predicate<SipRequest> knows = request -> false;

    private Node(ManualTime time, VirtualHost host, InetSocketAddress address, long seed, Setup setup) {
        this.time = time;
        this.address = address;
        methods.addAll(setup.methods);
        Loop socketLoop = time.loop("sockets " + address);
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < setup.shards; i++) {
            loops.add(time.loop("shard " + i + " " + address));
        }
        long[] next = {seed};
        SipStack.Builder builder = SipStack.on(loops, shards -> SipTransports.builder(shards).withUdp(host, socketLoop)
                        .withStun(new SipStun(socketLoop, new SeededIds(seed), Metrics.none())).build())
                .withSettings(setup.settings)
                .withIds(() -> new SeededIds(next[0]++))
                .withResolver(setup.resolver)
                .withMetrics(metrics)
                .withHandler(shard -> this);
        if (setup.trace != null) {
            builder.withTrace(setup.trace);
        }
        stack = builder.build();
        stack.listen(List.of(ListenAddress.udp(address)));
        time.runReady();
    }

    /** How a node differs from the usual one. */
    static final class Setup {
        UserAgentSettings settings = UserAgentSettings.DEFAULT;
        int shards = 1;
        @Nullable TraceSettings trace;
        TargetResolver resolver = TargetResolver.addressesOnly();
        Set<Method> methods = Set.of();
    }

    static Node on(ManualTime time, VirtualHost host, InetSocketAddress address, long seed) {
        return new Node(time, host, address, seed, new Setup());
    }

    static Node on(ManualTime time, VirtualHost host, InetSocketAddress address, long seed, Setup setup) {
        return new Node(time, host, address, seed, setup);
    }

    UserAgent agent() {
        return stack.shards().get(0).userAgent();
    }

    SipUri uri(String user) {
        String host = address.getAddress().getHostAddress();
        return SipUri.of(
                user, address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host, address.getPort());
    }

    InviteRequest requestTo(SipUri target) {
        return InviteRequest.of(target, NameAddr.of(uri("alice")))
                .withMedia(MediaPlan.open(media, MediaLeg.Events.NONE));
    }

    static List<Credentials> credentials(String user, String password) {
        return List.of(Credentials.anyRealm(user, io.rvoip.common.Secret.of(password)));
    }

    /** Calls from shard 0, on its loop. */
    Call call(InviteRequest request) {
        Recorder events = new Recorder();
        InviteSession[] made = new InviteSession[1];
        stack.shards().get(0).loop().execute(() -> made[0] = agent().invite(request, events));
        time.runReady();
        return new Call(made[0], events);
    }

    record Call(InviteSession session, Recorder events) {}

    StackCounts counts() {
        StackCounts sum = StackCounts.ZERO;
        for (SipShard shard : stack.shards()) {
            sum = sum.plus(shard.countsNow());
        }
        return sum;
    }

    @Override
    public Set<Method> methods() {
        return methods;
    }

    @Override
    public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
        return screen == null ? Optional.empty() : screen.apply(request);
    }

    @Override
    public boolean knows(SipRequest request, Flow flow) {
        return knows.test(request);
    }

    @Override
    public void onInvitation(Invitation invitation) {
        Recorder recorder = new Recorder();
        incoming.add(recorder);
        invitations.add(invitation);
        invitation.session().listener(recorder);
        invitation.withMedia(MediaPlan.open(media, MediaLeg.Events.NONE));
        onInvitation.accept(invitation);
    }

    @Override
    public void onRequest(IncomingRequest request) {
        requests.add(request);
        onRequest.accept(request);
    }
}
