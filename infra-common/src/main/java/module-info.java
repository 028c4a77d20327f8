/** Time, loops, timers, events, limits, metrics and the vocabulary every module shares. */
@SuppressWarnings("module") // the one that foreign is for is compiled later
module io.rvoip.common {
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.unix.common;
    requires transitive org.slf4j;
    requires static transitive org.jspecify;

    exports io.rvoip.common;
    exports io.rvoip.common.audit;
    exports io.rvoip.common.crypto;
    exports io.rvoip.common.foreign to io.rvoip.rtp;
    exports io.rvoip.common.transport;
}
