/** The composition root: typed configuration, dependency injection, lifecycle, health. */
module io.rvoip.builder {
    requires transitive io.rvoip.api;
    requires transitive io.rvoip.ice;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires java.net.http;
    requires org.yaml.snakeyaml;
    requires static transitive org.jspecify;

    exports io.rvoip.builder;
}
