package io.rvoip.engine.push;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Sends push notifications by the services of phone makers (RFC 8599 §5.1): the port that an application binds. Called on
 * loops of calls, many at once: must not block. Thread-safe.
 */
public interface PushSender {
    /** The values of {@code pn-provider} it serves, as in {@code apns}, {@code fcm}, {@code webpush}; at least one. */
    Set<String> providers();

    /**
     * Sends one notification.
     *
     * @return whether the service took it; a failed stage counts as no
     */
    CompletionStage<Boolean> send(PushNotice notice);
}
