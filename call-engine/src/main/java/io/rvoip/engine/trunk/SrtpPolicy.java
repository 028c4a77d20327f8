package io.rvoip.engine.trunk;

/** Whether media of a trunk is encrypted. */
public enum SrtpPolicy {
    /** Never. */
    DISABLED,
    /** Where the far end can. */
    PREFERRED,
    /** Always; plain media is refused with 488. */
    REQUIRED
}
