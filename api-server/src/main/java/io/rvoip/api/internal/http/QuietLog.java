package io.rvoip.api.internal.http;

import reactor.netty.http.logging.AbstractHttpMessageLogFactory;
import reactor.netty.http.logging.HttpMessageArgProvider;

/** What reactor-netty may say of a message in the log: that there is one, never what is in it. */
public final class QuietLog extends AbstractHttpMessageLogFactory {
    @Override
    public String common(HttpMessageArgProvider message) {
        return message.httpMessageType().name();
    }
}
