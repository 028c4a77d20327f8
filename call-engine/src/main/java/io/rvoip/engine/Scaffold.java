package io.rvoip.engine;

final class Scaffold {
    private Scaffold() {}
}
