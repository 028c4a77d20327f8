package io.rvoip.api;

final class Scaffold {
    private Scaffold() {}
}
