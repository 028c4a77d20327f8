package io.rvoip.engine;

/** What the engine is to the calls of its users. */
public enum EngineMode {
    /** A party of each call: two legs, media where it is wanted, records from the first ring to the end. */
    B2BUA,
    /** A stateful proxy (RFC 3261 §16): passes requests on as they are; media goes past it, and so may the end of a call. */
    PROXY
}
