package io.rvoip.builder;

/** How much something is wanted that a build may lack. */
public enum Wish {
    /** Not wanted. */
    OFF,
    /** Part of a preset or factory: used where the build has it, listed as missing where not. */
    INCLUDED,
    /** Named by the caller: refused where the build lacks it. */
    REQUIRED
}
