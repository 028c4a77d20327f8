package io.rvoip.engine;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.engine.auth.UserDirectory;
import io.rvoip.engine.push.PushSender;
import io.rvoip.engine.registrar.LocationService;
import io.rvoip.media.MediaEngine;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.sip.transport.InnerTransport;
import io.rvoip.sip.transport.dns.DnsLookup;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link CallEngine} runs on: each part may be replaced, by virtual ones in tests. Immutable. */
public final class EnginePorts {
    private final StackFactory stack;
    private UserDirectory users;
    private List<ListenAddress> listen = List.of();
    private @Nullable MediaEngine mediaEngine;
    private RtpMediaSettings mediaSettings = RtpMediaSettings.DEFAULT;
    private @Nullable Function<List<Loop>, LocationService> location;
    private @Nullable PushSender push;
    private @Nullable Names names;
    private @Nullable InnerTransport inner;
    private Metrics metrics = Metrics.none();
    private CryptoProvider crypto = CryptoProvider.jdk();
    private Supplier<IdSource> ids = SecureIds::new;

    private EnginePorts(StackFactory stack, UserDirectory users) {
        this.stack = stack;
        this.users = users;
    }

    /** A stack and users; without media, so that calls can only be {@link MediaMode#DIRECT}. */
    public static EnginePorts of(StackFactory stack, UserDirectory users) {
        return new EnginePorts(stack, users);
    }

    private EnginePorts copy() {
        EnginePorts copy = new EnginePorts(stack, users);
        copy.listen = listen;
        copy.mediaEngine = mediaEngine;
        copy.mediaSettings = mediaSettings;
        copy.location = location;
        copy.push = push;
        copy.names = names;
        copy.inner = inner;
        copy.metrics = metrics;
        copy.crypto = crypto;
        copy.ids = ids;
        return copy;
    }

    /** The same with other users. */
    public EnginePorts withUsers(UserDirectory directory) {
        EnginePorts copy = copy();
        copy.users = directory;
        return copy;
    }

    /** The same, listening on these addresses when it starts. */
    public EnginePorts withListen(List<ListenAddress> addresses) {
        EnginePorts copy = copy();
        copy.listen = List.copyOf(addresses);
        return copy;
    }

    /**
     * The same with media: for anchored calls, echo and tone.
     *
     * @param engine stays the caller's, who closes it after the call engine has stopped
     * @param settings of all legs; the time of silence is replaced by that of {@link EngineConfig#silence()}
     */
    public EnginePorts withMedia(MediaEngine engine, RtpMediaSettings settings) {
        EnginePorts copy = copy();
        copy.mediaEngine = engine;
        copy.mediaSettings = settings;
        return copy;
    }

    /** The same with another store of registrations, made on the loops of the shards; in memory unless set. */
    public EnginePorts withLocation(Function<List<Loop>, LocationService> store) {
        EnginePorts copy = copy();
        copy.location = store;
        return copy;
    }

    /** The same with somebody who wakes sleeping phones (RFC 8599); a proxy has no use for one. */
    public EnginePorts withPush(PushSender sender) {
        EnginePorts copy = copy();
        copy.push = sender;
        return copy;
    }

    /** The same with name servers that are asked about numbers ({@link io.rvoip.engine.trunk.Trunking#withEnumSuffix}). */
    public EnginePorts withNames(DnsLookup lookup, Loop loop) {
        EnginePorts copy = copy();
        copy.names = new Names(lookup, loop);
        return copy;
    }

    /**
     * The same with a way in for callers who have no SIP ({@link EngineControl#whip}); a proxy has no use for one.
     *
     * @param way which the stack was built around
     */
    public EnginePorts withInner(InnerTransport way) {
        EnginePorts copy = copy();
        copy.inner = way;
        return copy;
    }

    /** Look-ups, and the loop they live on. */
    record Names(DnsLookup lookup, Loop loop) {}

    public EnginePorts withMetrics(Metrics value) {
        EnginePorts copy = copy();
        copy.metrics = value;
        return copy;
    }

    public EnginePorts withCrypto(CryptoProvider value) {
        EnginePorts copy = copy();
        copy.crypto = value;
        return copy;
    }

    /** The same with other randomness: unguessable, and thread-safe where shards have threads of their own. */
    public EnginePorts withIds(Supplier<IdSource> value) {
        EnginePorts copy = copy();
        copy.ids = value;
        return copy;
    }

    public StackFactory stack() {
        return stack;
    }

    public UserDirectory users() {
        return users;
    }

    public List<ListenAddress> listen() {
        return listen;
    }

    public Optional<MediaEngine> mediaEngine() {
        return Optional.ofNullable(mediaEngine);
    }

    public RtpMediaSettings mediaSettings() {
        return mediaSettings;
    }

    public Optional<Function<List<Loop>, LocationService>> location() {
        return Optional.ofNullable(location);
    }

    public Optional<PushSender> push() {
        return Optional.ofNullable(push);
    }

    Optional<InnerTransport> inner() {
        return Optional.ofNullable(inner);
    }

    Optional<Names> names() {
        return Optional.ofNullable(names);
    }

    public Metrics metrics() {
        return metrics;
    }

    public CryptoProvider crypto() {
        return crypto;
    }

    public Supplier<IdSource> ids() {
        return ids;
    }
}
