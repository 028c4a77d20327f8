/** The softphone façade: register, call, be called. */
module io.rvoip.simple {
    requires transitive io.rvoip.session;

    exports io.rvoip.simple;
}
