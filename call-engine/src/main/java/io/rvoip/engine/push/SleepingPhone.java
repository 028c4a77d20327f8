package io.rvoip.engine.push;

import io.rvoip.engine.registrar.Binding;

/** A phone as its registrations name it, whatever its address (RFC 8599 §5.3). */
record SleepingPhone(String aor, String provider, String prid) {
    static SleepingPhone of(Binding binding) {
        PushNotice notice = PushNotice.to(binding, PushNotice.Cause.CALL);
        return new SleepingPhone(binding.aor(), notice.provider(), notice.prid());
    }
}
