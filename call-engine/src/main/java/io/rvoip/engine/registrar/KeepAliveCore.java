package io.rvoip.engine.registrar;

import io.rvoip.common.IdSource;
import io.rvoip.common.TimerWheel;
import java.util.HashMap;
import java.util.Map;

/**
 * When which phone is kept alive. Each gets its own random phase, so that a thousand phones that registered together are
 * not called together. Sans-I/O, confined to one loop.
 */
final class KeepAliveCore {
    private static final int STEPS = 1 << 20;

    private final KeepAliveSettings settings;
    private final KeepAliveSink sink;
    private final IdSource ids;
    private final TimerWheel wheel;
    private final Map<Key, Kept> kept = new HashMap<>();

    KeepAliveCore(KeepAliveSettings settings, KeepAliveSink sink, IdSource ids, long now) {
        this.settings = settings;
        this.sink = sink;
        this.ids = ids;
        wheel = new TimerWheel(now);
    }

    private record Key(String aor, String contact) {
        static Key of(Binding binding) {
            return new Key(binding.aor(), binding.contact().toString());
        }
    }

    /** Something happened to a binding. */
    void onEvent(LocationEvent event, long now) {
        Binding binding = event.binding();
        Key key = Key.of(binding);
        if (event.isEnd() || !concerns(binding)) {
            Kept gone = kept.remove(key);
            if (gone != null) {
                wheel.cancel(gone);
            }
            return;
        }
        Kept known = kept.get(key);
        if (known == null) {
            Kept fresh = new Kept(binding);
            kept.put(key, fresh);
            wheel.arm(fresh, now + interval() * ids.nextInt(STEPS) / STEPS);
        } else {
            known.renew(binding, event instanceof LocationEvent.Refreshed);
        }
    }

    /** A probe was or was not answered. A phone that registered anew meanwhile starts from nothing. */
    void outcome(Binding probed, boolean answered) {
        Kept known = kept.get(Key.of(probed));
        if (known != null && known.binding.flow().equals(probed.flow()) && known.probing) {
            known.outcome(answered);
        }
    }

    void onDeadline(long now) {
        wheel.advance(now);
    }

    long nextDeadline() {
        return wheel.nextDeadline();
    }

    int size() {
        return kept.size();
    }

    private boolean concerns(Binding binding) {
        return settings.kind() != KeepAliveSettings.Kind.NONE
                && (settings.everybody() || binding.reach() == Reach.NAT_FLOW);
    }

    private long interval() {
        return settings.interval().toNanos();
    }

    /** One phone. */
    private final class Kept extends TimerWheel.Entry {
        private Binding binding;
        private int unanswered;
        private boolean probing;

        Kept(Binding binding) {
            this.binding = binding;
        }

        void renew(Binding next, boolean refreshed) {
            binding = next;
            if (refreshed) {
                unanswered = 0;
                probing = false;
            }
        }

        @Override
        protected void expired(long now) {
            wheel.arm(this, now + interval());
            switch (settings.kind()) {
                case NONE -> { }
                case CRLF -> sink.ping(binding);
                case OPTIONS -> {
                    if (!probing) {
                        probing = true;
                        sink.probe(binding);
                    }
                }
            }
        }

        void outcome(boolean answered) {
            probing = false;
            if (answered) {
                unanswered = 0;
                if (!binding.reachable()) {
                    sink.reachable(binding, true);
                }
            } else if (++unanswered == settings.tries()) {
                sink.reachable(binding, false);
            }
        }
    }
}
