/** ICE agents, TURN client and server, and the STUN codec. */
module io.rvoip.ice {
    requires transitive io.rvoip.common;
    requires io.netty.codec;
    requires transitive io.netty.handler;
    requires static ice4j;
    requires static jitsi.utils;
    requires static java.desktop;
    requires static java.logging;

    exports io.rvoip.ice;
    exports io.rvoip.ice.ice4j;
    exports io.rvoip.ice.server;
    exports io.rvoip.ice.server.transport;
    exports io.rvoip.ice.stun;
    exports io.rvoip.ice.turn;
    exports io.rvoip.ice.turn.transport;
}
