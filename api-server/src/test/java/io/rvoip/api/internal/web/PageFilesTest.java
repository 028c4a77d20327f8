package io.rvoip.api.internal.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageFilesTest {
    @Test
    void aFileThatTheBuildForgotIsNamed() {
        assertThatThrownBy(() -> PageFiles.file("assets/gone.js")).hasMessageContaining("assets/gone.js is not in this build");
    }

    @Test
    void aFileOfUnknownKindIsNamed() {
        assertThatThrownBy(() -> PageFiles.file("../openapi.yaml")).hasMessageContaining("a kind of file this server does not know");
    }
}
