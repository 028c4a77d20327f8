/** The composition root: typed configuration, dependency injection, lifecycle, health. */
module io.rvoip.builder {
    requires transitive io.rvoip.api;

    exports io.rvoip.builder;
}
