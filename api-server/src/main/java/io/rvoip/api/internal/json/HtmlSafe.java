package io.rvoip.api.internal.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import org.jspecify.annotations.Nullable;

/** Escapes what a careless page or terminal could take for markup: a display name comes from a stranger. */
final class HtmlSafe extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] escapes;

    HtmlSafe() {
        escapes = standardAsciiEscapesForJSON();
        for (char c : new char[] {'<', '>', '&', '\'', 0x7f}) {
            escapes[c] = ESCAPE_STANDARD;
        }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
        return null;
    }
}
