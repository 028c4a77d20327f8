/** The rvoip command. */
module io.rvoip.cli {
    requires transitive io.rvoip.presets;

    exports io.rvoip.cli;
}
