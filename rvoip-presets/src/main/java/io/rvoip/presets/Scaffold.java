package io.rvoip.presets;

final class Scaffold {
    private Scaffold() {}
}
