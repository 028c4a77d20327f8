package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has passed all gates.
 *
 * @param caller who asks
 * @param path the values in the path, decoded
 * @param query the parameters, decoded, all known to the operation
 * @param headers as they came
 * @param body UTF-8 text, empty when there is none
 * @param channel the connection
 */
public record ApiRequest(Caller caller, Map<String, String> path, Map<String, String> query, HttpHeaders headers,
        String body, Channel channel) {
    /** The answer may take that long, and the connection is kept for it; on the connection's loop, once. */
    public void awaits(Duration longest) {
        ConnectionGuard.awaits(channel, longest);
    }

    /** Whether it came encrypted. */
    public boolean encrypted() {
        return TlsDoor.encrypts(channel);
    }

    /** A value in the path; the contract says it is there. */
    public String pathValue(String name) {
        @Nullable String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": not in the path of this operation");
        }
        return value;
    }
}
