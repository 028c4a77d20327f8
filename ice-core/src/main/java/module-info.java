/** ICE agents, a TURN client and the STUN codec. */
module io.rvoip.ice {
    requires transitive io.rvoip.common;

    exports io.rvoip.ice;
    exports io.rvoip.ice.server;
    exports io.rvoip.ice.stun;
    exports io.rvoip.ice.turn;
}
