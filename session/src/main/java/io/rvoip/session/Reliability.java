package io.rvoip.session;

/** Whether provisional responses are sent until they are acknowledged with PRACK (RFC 3262). */
public enum Reliability {
    /** Never: not offered, and refused with 420 where it is required. */
    OFF,
    /** Wherever the far end can: then every provisional response but 100 is sent reliably. */
    SUPPORTED,
    /** Always: our calls require it, and calls to us without it are refused with 421. */
    REQUIRED;

    /** The option tag. */
    static final String TAG = "100rel";
}
