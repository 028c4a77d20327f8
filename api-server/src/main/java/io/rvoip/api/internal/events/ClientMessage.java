package io.rvoip.api.internal.events;

import io.rvoip.api.internal.json.Json;
import io.rvoip.api.internal.json.Members;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a client says: which events it wants, and after which number.
 *
 * @param interest replaces the one before
 * @param resumeAfter the last number it has seen
 */
record ClientMessage(Interest interest, OptionalLong resumeAfter) {
    private static final int MOST_PATTERNS = 32;

    /**
     * Reads a message.
     *
     * @throws io.rvoip.api.internal.json.JsonException when it is refused
     */
    static ClientMessage parse(String text, Set<String> knownTypes) {
        Members members = Json.readObject(text);
        Interest interest = Interest.of(members.texts("subscribe", MOST_PATTERNS), knownTypes);
        OptionalLong resumeAfter = members.number("resumeAfter", 0);
        members.end();
        return new ClientMessage(interest, resumeAfter);
    }
}
