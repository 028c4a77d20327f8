package io.rvoip.simple;

final class Scaffold {
    private Scaffold() {}
}
