package io.rvoip.ice.ice4j;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.jspecify.annotations.Nullable;

/**
 * One agent of ice4j, which is good for one search. Its methods are called on our loop and only leave a task for the
 * library, where they change something; what it tells is told on our loop. Nothing that the library throws gets out.
 */
final class Ice4jSearch {
    private final Ice4jContext context;
    private final Told told;
    private final Agent agent = new Agent();
    private final IceCredentials credentials;
    private final Map<Place, Component> components = new ConcurrentHashMap<>();
    /** For tasks only. */
    private final Map<Integer, IceMediaStream> streams = new HashMap<>();

    private boolean running;
    private List<Ice4jSocket> sockets = List.of();

    /** One component of a stream. */
    record Place(int stream, int component) {
        static Place of(IceSocket socket) {
            return new Place(socket.stream(), socket.component());
        }
    }

    /** What comes of it, on our loop. */
    interface Told {
        void send(byte[] message, InetSocketAddress local, InetSocketAddress to);

        void found(int stream, IceCandidate candidate);

        void gathered();

        /** It knows its role, and hears checks. */
        void started();

        void valid(int stream, IcePair pair);

        /** The far end wants to hear from us, as of now. */
        void consented(Place place);

        /** {@link #selected}, {@link #role} or {@link #isLost} may say something else than before. */
        void changed();

        void broken(String why);
    }

    Ice4jSearch(Ice4jContext context, Told told) {
        this.context = context;
        this.told = told;
        credentials = new IceCredentials(agent.getLocalUfrag(), agent.getLocalPassword());
        agent.setTa(context.config().times().pace().toMillis());
        agent.setUseDynamicPorts(false);
        agent.setPerformConsentFreshness(true);
        agent.addCandidateHarvester(new OurSockets());
        agent.addStateChangeListener(event -> tell(told::changed));
    }

    IceCredentials credentials() {
        return credentials;
    }

    /** The role in force once it has started. */
    IceRole role() {
        return agent.isControlling() ? IceRole.CONTROLLING : IceRole.CONTROLLED;
    }

    /** What media of this component goes over. */
    Optional<IcePair> selected(Place place) {
        Component component = components.get(place);
        return Optional.ofNullable(component == null ? null : component.getSelectedPair()).map(Ice4jCandidates::pair);
    }

    /** Whether it found no way, and looks no further. */
    boolean isLost() {
        return agent.getState() == IceProcessingState.FAILED;
    }

    /** The one of this address, while it is open. */
    @Nullable Ice4jSocket socketAt(InetSocketAddress local) {
        for (Ice4jSocket socket : sockets) {
            if (socket.place().address().equals(local)) {
                return socket;
            }
        }
        return null;
    }

    void gather(List<IceSocket> places) {
        List<Ice4jSocket> made = new ArrayList<>();
        try {
            for (IceSocket place : places) {
                made.add(new Ice4jSocket(place, (message, local, to) -> tell(() -> told.send(message, local, to))));
            }
        } catch (IOException none) {
            made.forEach(Ice4jSocket::close);
            broken(none);
            return;
        }
        sockets = List.copyOf(made);
        task(() -> {
            for (Place place : places.stream().map(Place::of).distinct().sorted((a, b) -> a.component - b.component).toList()) {
                Component component = agent.createComponent(stream(place.stream), KeepAliveStrategy.SELECTED_ONLY, false);
                if (component.getComponentID() != place.component) {
                    throw new IllegalStateException("component " + place.component + " (expected: " + component.getComponentID() + ")");
                }
                components.put(place, component);
                for (LocalCandidate candidate : component.getLocalCandidates()) {
                    IceCandidate ours = Ice4jCandidates.local(candidate);
                    tell(() -> told.found(place.stream, ours));
                }
            }
            tell(told::gathered);
        });
    }

    private IceMediaStream stream(int number) {
        return streams.computeIfAbsent(number, one -> {
            IceMediaStream made = agent.createMediaStream(String.valueOf(one));
            made.addPairChangeListener(event -> heard(one, event));
            return made;
        });
    }

    private void heard(int stream, PropertyChangeEvent event) {
        if (!(event.getSource() instanceof CandidatePair pair)) {
            return;
        }
        try {
            switch (event.getPropertyName()) {
                case IceMediaStream.PROPERTY_PAIR_VALIDATED -> {
                    IcePair ours = Ice4jCandidates.pair(pair);
                    tell(() -> told.valid(stream, ours));
                }
                case IceMediaStream.PROPERTY_PAIR_CONSENT_FRESHNESS_CHANGED -> {
                    Place place = new Place(stream, pair.getParentComponent().getComponentID());
                    tell(() -> told.consented(place));
                }
                default -> tell(told::changed);
            }
        } catch (RuntimeException odd) {
            broken(odd);
        }
    }

    void remote(int stream, IceCredentials theirs) {
        task(() -> {
            stream(stream).setRemoteUfrag(theirs.fragment());
            stream(stream).setRemotePassword(theirs.password());
        });
    }

    void candidate(int stream, IceCandidate theirs) {
        task(() -> {
            Component component = components.get(new Place(stream, theirs.component()));
            if (component == null) {
                return; // dropped, or never ours
            }
            if (running) {
                component.addUpdateRemoteCandidates(Ice4jCandidates.theirs(theirs, component));
                component.updateRemoteCandidates();
            } else {
                component.addRemoteCandidate(Ice4jCandidates.theirs(theirs, component));
            }
        });
    }

    void pace(Duration slower) {
        task(() -> agent.setTa(slower.toMillis()));
    }

    void start(IceRole role) {
        task(() -> {
            agent.setControlling(role == IceRole.CONTROLLING);
            running = true;
            agent.startConnectivityEstablishment();
            tell(told::started);
        });
    }

    /** A component that is not needed: nothing is sent for it any more. */
    void drop(Place place) {
        sockets.stream().filter(socket -> Place.of(socket.place()).equals(place)).forEach(Ice4jSocket::close);
        task(() -> {
            Component component = components.remove(place);
            if (component != null) {
                stream(place.stream).removeComponent(component);
            }
        });
    }

    /** Ends all of it; nothing more is told, and its threads end. */
    void close() {
        sockets.forEach(Ice4jSocket::close);
        task(() -> {
            components.clear();
            agent.free();
        });
    }

    private void task(Task task) {
        boolean taken = context.tasks().execute(() -> {
            try {
                task.run();
            } catch (IOException | RuntimeException | LinkageError failure) {
                broken(failure);
            }
        });
        if (!taken) {
            broken(new IllegalStateException("too much is waiting for the library"));
        }
    }

    private void broken(Throwable failure) {
        context.dropped("library");
        tell(() -> told.broken(String.valueOf(failure)));
    }

    private void tell(Runnable what) {
        try {
            context.loop().execute(what);
        } catch (RejectedExecutionException over) {
            context.dropped("loop-closed"); // the client has gone, and with it who would hear of it
        }
    }

    /** A call of the library. */
    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** Gives the library our sockets for its own, those of the loopback too. */
    private final class OurSockets extends AbstractCandidateHarvester {
        @Override
        public Collection<LocalCandidate> harvest(Component component) {
            int stream = Integer.parseInt(component.getParentStream().getName());
            Place place = new Place(stream, component.getComponentID());
            List<LocalCandidate> found = new ArrayList<>();
            for (Ice4jSocket socket : sockets) {
                if (Place.of(socket.place()).equals(place)) {
                    HostCandidate candidate = new HostCandidate(socket, component);
                    component.addLocalCandidate(candidate);
                    candidate.getStunStack().addSocket(socket);
                    found.add(candidate);
                }
            }
            return found;
        }

        @Override
        public boolean isHostHarvester() {
            return true;
        }
    }
}
