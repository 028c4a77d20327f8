/** REST and event WebSocket over the call engine. */
module io.rvoip.api {
    requires transitive io.rvoip.engine;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.reactivestreams;
    requires reactor.core;
    requires reactor.netty.core;
    requires reactor.netty.http;

    exports io.rvoip.api;
    exports io.rvoip.api.metrics;
}
