/** The rvoip command over the three facades. */
module io.rvoip.cli {
    requires transitive io.rvoip.presets;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;

    requires java.management;
    requires jdk.unsupported;
    requires static org.jspecify;

    exports io.rvoip.cli;
    opens io.rvoip.cli to info.picocli;
}
