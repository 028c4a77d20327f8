package io.rvoip.engine.registrar;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;

/**
 * Keeps the NAT bindings of phones open and, with OPTIONS, finds out which phones are gone: listens to a
 * {@link LocationService}, sends by a {@link KeepAliveTransport}, and writes what it learns back. Lives on one loop;
 * events may come from any.
 */
public final class KeepAlives implements LocationListener {
    private final KeepAliveSettings settings;
    private final Loop loop;
    private final LocationService location;
    private final KeepAliveTransport transport;
    private final KeepAliveCore core;
    private final Loop.Timer timer;

    /**
     * Starts with no phone; tell it to {@link LocationService#listen}.
     *
     * @param ids used on {@code loop} only
     */
    public KeepAlives(
            KeepAliveSettings settings, Loop loop, IdSource ids, LocationService location,
            KeepAliveTransport transport) {
        this.settings = settings;
        this.loop = loop;
        this.location = location;
        this.transport = transport;
        core = new KeepAliveCore(settings, new Sink(), ids, loop.now());
        timer = loop.timer(this::onDeadline);
    }

    @Override
    public void onEvent(LocationEvent event) {
        if (settings.kind() != KeepAliveSettings.Kind.NONE) {
            loop.execute(() -> {
                core.onEvent(event, loop.now());
                timer.arm(core.nextDeadline());
            });
        }
    }

    /** How many phones are kept alive; on the loop. */
    public int size() {
        return core.size();
    }

    private void onDeadline() {
        core.onDeadline(loop.now());
        timer.arm(core.nextDeadline());
    }

    private final class Sink implements KeepAliveSink {
        @Override
        public void ping(Binding binding) {
            transport.ping(binding.flow());
        }

        @Override
        public void probe(Binding binding) {
            transport.probe(binding, answered -> loop.execute(() -> core.outcome(binding, answered)));
        }

        @Override
        public void reachable(Binding binding, boolean yes) {
            boolean remove = !yes && settings.removeUnreachable();
            BindingChange change = remove
                    ? BindingChanges.remove(binding, LocationEvent.Removal.UNREACHABLE)
                    : BindingChanges.reachable(binding, yes);
            location.update(binding.aor(), change, loop.now());
        }
    }
}
