package io.rvoip.ice.server;

import java.net.InetAddress;

/** That data may go to one host and come from it, for a while (RFC 8656 §9). */
final class Permission {
    final byte[] address;
    long expiresAt;

    Permission(InetAddress host) {
        address = host.getAddress();
    }
}
