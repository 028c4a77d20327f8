/** The softphone facade. */
module io.rvoip.simple {
    requires transitive io.rvoip.session;

    exports io.rvoip.simple;
}
