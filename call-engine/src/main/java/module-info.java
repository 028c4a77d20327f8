/** Registrar, location service, server authentication, B2BUA and call records. */
module io.rvoip.engine {
    requires transitive io.rvoip.session;

    exports io.rvoip.engine;
    exports io.rvoip.engine.auth;
    exports io.rvoip.engine.overload;
    exports io.rvoip.engine.push;
    exports io.rvoip.engine.registrar;
    exports io.rvoip.engine.trunk;
    exports io.rvoip.engine.whip;
}
