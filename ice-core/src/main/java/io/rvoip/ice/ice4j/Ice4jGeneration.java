package io.rvoip.ice.ice4j;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.ice4j.Ice4jSearch.Place;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One set of credentials of ours, with the search of the library that belongs to it: from a start, or restart, to the next.
 * Guards the library: it hears only who knows our password, or answers what it asked.
 */
final class Ice4jGeneration implements Ice4jSearch.Told {
    /** Without an answer for so long nothing is sent any more (RFC 7675 §5.1). */
    private static final long CONSENT = 30_000_000_000L;

    private static final int MOST_QUESTIONS = 512;
    private static final int MOST_EARLY = 16;
    private static final int HEADER = 20;

    private final Ice4jContext context;
    private final Runnable changed;
    private final Ice4jSearch search;
    private final StunKey key;
    private final Map<Place, Path> paths = new LinkedHashMap<>();
    private final Map<Integer, IceCredentials> remotes = new HashMap<>();
    private final Map<Integer, Set<IceCandidate>> candidates = new HashMap<>();
    private final Set<InetSocketAddress> strangers = new HashSet<>();
    private final Map<TransactionId, Boolean> questions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Boolean> eldest) {
            return size() > MOST_QUESTIONS;
        }
    };

    private final List<Heard> early = new ArrayList<>();
    private @Nullable IceRole role;
    private @Nullable IceFailure failure;
    private boolean gathering;
    private boolean gathered;
    private boolean begun;
    private boolean running;
    private boolean ended;
    private boolean retired;
    private boolean closed;
    private long startedAt = Loop.Timer.NEVER;

    /** What is known of one component. */
    private static final class Path {
        private final Set<IcePair> valid = new HashSet<>();
        private @Nullable IcePair first;
        private @Nullable IcePair selected;
        private boolean consented;
        private long consentedAt = Loop.Timer.NEVER;
    }

    /** A message for the library. */
    private record Heard(Ice4jSocket socket, byte[] bytes, InetSocketAddress from) {}

    /** @param changed the state may be another */
    Ice4jGeneration(Ice4jContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
        search = new Ice4jSearch(context, this);
        key = StunKey.shortTerm(search.credentials().password());
    }

    IceCredentials credentials() {
        return search.credentials();
    }

    IceRole role() {
        IceRole asked = role;
        return asked == null ? IceRole.CONTROLLED : begun ? search.role() : asked;
    }

    IceState state() {
        if (closed && failure == null) {
            return IceState.CLOSED;
        }
        if (failure != null) {
            return IceState.FAILED;
        }
        if (isConnected()) {
            return IceState.CONNECTED;
        }
        return role != null ? IceState.CHECKING : gathered ? IceState.READY : gathering ? IceState.GATHERING : IceState.NEW;
    }

    private boolean isConnected() {
        return role != null && !paths.isEmpty() && paths.values().stream().allMatch(path -> path.selected != null);
    }

    Optional<IcePair> selected(Place place) {
        Path path = paths.get(place);
        return Optional.ofNullable(path == null || closed ? null : path.selected);
    }

    /** Where to send from and to; null when there is no way. */
    @Nullable IcePair sendsOver(Place place) {
        Path path = paths.get(place);
        return path == null || closed ? null : path.selected != null ? path.selected : path.first;
    }

    void gather(List<IceSocket> sockets) {
        gathering = true;
        sockets.forEach(socket -> paths.put(Place.of(socket), new Path()));
        search.gather(sockets);
    }

    @Nullable IceCredentials remote(int stream) {
        return remotes.get(stream);
    }

    void remote(int stream, IceCredentials theirs) {
        remotes.put(stream, theirs);
        search.remote(stream, theirs);
    }

    void remoteCandidate(int stream, IceCandidate theirs) {
        Set<IceCandidate> known = candidates.computeIfAbsent(stream, any -> new HashSet<>());
        boolean there = known.stream().anyMatch(one -> isAt(one, theirs.component(), theirs.address()));
        if (closed || there || !theirs.transport().isUdp()) {
            return; // nobody here connects
        }
        if (known.size() >= context.config().limits().remoteCandidates()) {
            context.dropped("table-full");
            return;
        }
        known.add(theirs);
        search.candidate(stream, theirs);
        begin();
    }

    private static boolean isAt(IceCandidate candidate, int component, InetSocketAddress address) {
        return candidate.component() == component && candidate.address().equals(address);
    }

    void pace(Duration theirs) {
        search.pace(context.config().times().slower(theirs));
    }

    void remoteCandidatesEnd() {
        ended = true;
    }

    void start(IceRole as, long now) {
        role = as;
        startedAt = now;
        begin();
    }

    /** The library gives up early where it knows nobody to ask. */
    private void begin() {
        boolean somebody = !strangers.isEmpty() || candidates.values().stream().anyMatch(of -> !of.isEmpty());
        if (role != null && !begun && somebody) {
            begun = true;
            search.start(role);
        }
    }

    void drop(Place place) {
        if (paths.remove(place) != null) {
            search.drop(place);
        }
    }

    /** Whether a request is for these credentials. */
    boolean isFor(StunMessage request) {
        return !closed && request.attribute(StunAttribute.Username.class)
                .filter(name -> name.value().startsWith(credentials().fragment() + ":"))
                .isPresent();
    }

    /** @return whether it is a message for this generation, of use or not */
    boolean received(StunMessage message, ByteBuf datagram, InetSocketAddress local, InetSocketAddress from) {
        Ice4jSocket socket = closed ? null : search.socketAt(local);
        if (socket == null) {
            return false;
        }
        boolean asked = message.messageClass() != StunClass.REQUEST;
        if (asked ? !questions.containsKey(message.transactionId()) : !isFor(message)) {
            return false;
        }
        if (asked ? isAnswer(message, socket.place().stream()) : isCheck(message, socket.place(), from)) {
            put(new Heard(socket, ByteBufUtil.getBytes(datagram), from));
        }
        begin();
        return true;
    }

    /** The library takes itself for the controlling side before it is started, and answers accordingly. */
    private void put(Heard message) {
        if (!running) {
            early.removeIf(one -> one.socket == message.socket && one.from.equals(message.from));
        }
        boolean fits = message.bytes.length <= Ice4jSocket.LONGEST;
        if (!fits || !(running ? message.socket.put(message.bytes, message.from) : early.size() < MOST_EARLY && early.add(message))) {
            context.dropped("queue-full");
        }
    }

    @Override
    public void started() {
        running = true;
        List<Heard> kept = List.copyOf(early);
        early.clear();
        if (!closed) {
            kept.forEach(this::put);
        }
    }

    private boolean isCheck(StunMessage request, IceSocket at, InetSocketAddress from) {
        if (isWrong(request, key)) {
            return false;
        }
        boolean known = strangers.contains(from) || candidates.getOrDefault(at.stream(), Set.of()).stream()
                .anyMatch(one -> isAt(one, at.component(), from));
        if (!known && strangers.size() >= context.config().limits().peerReflexive()) {
            context.dropped("table-full");
            return false;
        }
        if (!known) {
            strangers.add(from);
        }
        return true;
    }

    /** Errors may come from who does not know our user name. */
    private boolean isAnswer(StunMessage answer, int stream) {
        IceCredentials theirs = remotes.get(stream);
        return answer.messageClass() == StunClass.ERROR
                || theirs != null && !isWrong(answer, StunKey.shortTerm(theirs.password()));
    }

    private boolean isWrong(StunMessage message, StunKey with) {
        StunMessage.Integrity found = message.verifies(with, context.crypto());
        if (found != StunMessage.Integrity.VALID) {
            context.dropped(found == StunMessage.Integrity.ABSENT ? "no-integrity" : "wrong-password");
        }
        return found != StunMessage.Integrity.VALID;
    }

    /** Once a second. */
    void onTick(long now) {
        if (closed) {
            return;
        }
        changed();
        for (Path path : List.copyOf(paths.values())) {
            if (path.consented) {
                path.consented = false;
                path.consentedAt = now;
            } else if (path.consentedAt != Loop.Timer.NEVER && now - path.consentedAt >= CONSENT) {
                fail(IceFailure.Reason.CONSENT_LOST, "no answer for 30 s on the selected pair");
                return;
            }
        }
        overdue(now);
    }

    private void overdue(long now) {
        if (role == null || state() != IceState.CHECKING) {
            return;
        }
        boolean nobody = ended && !begun && now - startedAt >= context.config().times().patience().toNanos();
        if (nobody) {
            fail(IceFailure.Reason.NO_REMOTE_CANDIDATE, "no candidate of the other side, and no check from it");
        } else if (now - startedAt >= context.config().times().most().toNanos()) {
            boolean works = paths.values().stream().allMatch(path -> path.first != null);
            fail(works ? IceFailure.Reason.NOT_NOMINATED : IceFailure.Reason.CHECKS_FAILED,
                    "not connected after " + context.config().times().most());
        }
    }

    @Override
    public void send(byte[] message, InetSocketAddress local, InetSocketAddress to) {
        if (closed) {
            return;
        }
        ByteBuf datagram = Unpooled.wrappedBuffer(message);
        if (message.length >= HEADER) {
            questions.put(new TransactionId(datagram.getInt(8), datagram.getLong(12)), true);
        }
        context.events().transmit(datagram, local, to);
    }

    @Override
    public void found(int stream, IceCandidate candidate) {
        if (isTold()) {
            context.events().candidate(stream, candidate);
        }
    }

    @Override
    public void gathered() {
        if (isTold() && !gathered) {
            gathered = true;
            changed.run();
            context.events().gathered();
        }
    }

    @Override
    public void valid(int stream, IcePair pair) {
        Path path = paths.get(new Place(stream, pair.component()));
        if (closed || path == null || path.valid.size() >= context.config().limits().pairs() || !path.valid.add(pair)) {
            return;
        }
        if (path.first == null) {
            path.first = pair;
        }
        if (isTold()) {
            context.events().valid(stream, pair);
        }
        changed();
    }

    @Override
    public void consented(Place place) {
        Path path = paths.get(place);
        if (path != null) {
            path.consented = true;
        }
    }

    @Override
    public void changed() {
        if (closed || !begun) {
            return;
        }
        paths.forEach((place, path) -> search.selected(place).filter(pair -> !pair.equals(path.selected)).ifPresent(pair -> {
            path.selected = pair;
            path.consented = true;
            valid(place, path, pair);
            if (isTold()) {
                context.events().selected(place.stream(), pair);
            }
        }));
        if (!isConnected() && search.isLost()) {
            fail(IceFailure.Reason.CHECKS_FAILED, "no pair got an answer");
        } else {
            changed.run();
        }
    }

    /** Nothing is selected that was not said to work. */
    private void valid(Place place, Path path, IcePair pair) {
        if (path.valid.add(pair)) {
            path.first = path.first == null ? pair : path.first;
            if (isTold()) {
                context.events().valid(place.stream(), pair);
            }
        }
    }

    @Override
    public void broken(String why) {
        fail(IceFailure.Reason.LIBRARY, why);
    }

    /** The library ends as a whole: one stream without a way takes the others along. */
    void fail(IceFailure.Reason reason, String why) {
        if (closed) {
            return;
        }
        failure = new IceFailure(reason, why);
        IceFailure told = failure;
        boolean tells = isTold();
        close();
        if (tells) {
            paths.keySet().stream().map(Place::stream).distinct().toList().forEach(stream -> context.events().failed(stream, told));
        }
        changed.run();
    }

    private boolean isTold() {
        return !retired && !closed;
    }

    /** Another one takes its place, which is still looking for a way. */
    void retire() {
        retired = true;
    }

    void close() {
        if (!closed) {
            closed = true;
            search.close();
        }
    }
}
