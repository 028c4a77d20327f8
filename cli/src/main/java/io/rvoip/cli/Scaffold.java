package io.rvoip.cli;

final class Scaffold {
    private Scaffold() {}
}
