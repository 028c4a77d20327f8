package io.rvoip.ice;

/** What became of a text that should be an {@link IceFragment}. */
public sealed interface IceFragmentResult {
    /** It is one. */
    record Parsed(IceFragment fragment) implements IceFragmentResult {}

    /** It is none, and why in a few words that quote nothing of the text. */
    record Malformed(String reason) implements IceFragmentResult {}
}
