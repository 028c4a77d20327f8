package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** The header fields of every response. */
final class ResponseHeaders {
    private ResponseHeaders() {}

    /** Nothing may be kept, framed, sniffed, or read by other pages; who came by TLS is to come that way for a year (RFC 6797). */
    static void fill(HttpHeaders headers, Answer.Content answer, Channel channel) {
        if (TlsDoor.encrypts(channel)) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        answer.headers().forEach(headers::set);
        if (!answer.type().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
    }
}
