package io.rvoip.builder;

final class Scaffold {
    private Scaffold() {}
}
