package io.rvoip.ice;

/** Who picks the pair (RFC 8445 §6.1.1): the offerer controls, unless the other side is lite. */
public enum IceRole {
    CONTROLLING,
    CONTROLLED;

    /** The other side's role. */
    public IceRole other() {
        return this == CONTROLLING ? CONTROLLED : CONTROLLING;
    }
}
