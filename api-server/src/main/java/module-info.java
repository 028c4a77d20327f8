/** REST and event WebSocket over the call engine. */
module io.rvoip.api {
    requires transitive io.rvoip.engine;

    exports io.rvoip.api;
}
