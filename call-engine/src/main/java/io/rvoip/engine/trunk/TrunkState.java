package io.rvoip.engine.trunk;

/** Whether a trunk answers OPTIONS. */
public enum TrunkState {
    /** Not asked yet, or never asked: it is used as if it were up. */
    UNKNOWN,
    /** It answers. */
    UP,
    /** It does not: it is used only when no other trunk takes the number. */
    DOWN
}
