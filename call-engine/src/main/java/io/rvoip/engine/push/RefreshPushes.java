package io.rvoip.engine.push;

import io.rvoip.common.Loop;
import io.rvoip.common.TimerWheel;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.LocationEvent;
import io.rvoip.engine.registrar.LocationListener;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes phones two minutes before their registration ends, so that they refresh it (RFC 8599 §5.5). Lives on one loop;
 * events may come from any.
 */
public final class RefreshPushes implements LocationListener {
    /** Before the end, nanoseconds. */
    private static final long EARLY = 120_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(RefreshPushes.class);

    private final PushSender sender;
    private final Loop loop;
    private final TimerWheel wheel;
    private final Loop.Timer timer;
    private final Map<SleepingPhone, Due> due = new HashMap<>();

    /** Tell it to {@code LocationService.listen}. */
    public RefreshPushes(PushSender sender, Loop loop) {
        this.sender = sender;
        this.loop = loop;
        wheel = new TimerWheel(loop.now());
        timer = loop.timer(this::onDeadline);
    }

    private void onDeadline() {
        wheel.advance(loop.now());
        timer.arm(wheel.nextDeadline());
    }

    @Override
    public void onEvent(LocationEvent event) {
        if (event.binding().device().pushed()) {
            loop.execute(() -> take(event));
        }
    }

    private void take(LocationEvent event) {
        SleepingPhone phone = SleepingPhone.of(event.binding());
        if (event instanceof LocationEvent.Registered || event instanceof LocationEvent.Refreshed) {
            forget(phone);
            Due entry = new Due(phone, event.binding());
            due.put(phone, entry);
            wheel.arm(entry, Math.max(loop.now(), event.binding().expiresAt() - EARLY));
        } else if (event.isEnd()) {
            forget(phone);
        }
        timer.arm(wheel.nextDeadline());
    }

    private void forget(SleepingPhone phone) {
        Due known = due.remove(phone);
        if (known != null) {
            wheel.cancel(known);
        }
    }

    private final class Due extends TimerWheel.Entry {
        private final SleepingPhone phone;
        private final Binding binding;

        Due(SleepingPhone phone, Binding binding) {
            this.phone = phone;
            this.binding = binding;
        }

        @Override
        protected void expired(long now) {
            due.remove(phone, this);
            PushNotice notice = PushNotice.to(binding, PushNotice.Cause.REFRESH);
            Sending.by(sender, notice, why -> LOG.warn("{} was not sent: {}", notice, why));
        }
    }
}
