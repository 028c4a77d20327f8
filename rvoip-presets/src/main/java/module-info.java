/** Named policies that fill a builder or a client. */
module io.rvoip.presets {
    requires transitive io.rvoip.simple;
    requires transitive io.rvoip.builder;

    exports io.rvoip.presets;
}
