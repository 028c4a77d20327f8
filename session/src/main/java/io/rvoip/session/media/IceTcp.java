package io.rvoip.session.media;

/** Whether legs with ICE are reached over TCP too (RFC 6544), by far ends that UDP does not reach. */
public enum IceTcp {
    /** Over UDP alone. */
    OFF,
    /** Far ends may connect to the port above the shared one. */
    PASSIVE
}
