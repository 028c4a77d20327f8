/** Named policies that fill a builder or a client. */
module io.rvoip.presets {
    requires transitive io.rvoip.simple;
    requires transitive io.rvoip.builder;
    requires static transitive org.jspecify;

    exports io.rvoip.presets;
}
