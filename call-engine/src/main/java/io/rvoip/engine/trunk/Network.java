package io.rvoip.engine.trunk;

import io.netty.util.NetUtil;
import io.rvoip.common.Expect;
import java.net.InetAddress;

/**
 * A block of addresses, as in {@code 203.0.113.0/28} or {@code 2001:db8::/32}. Immutable.
 *
 * @param address any address of it
 * @param bits how many leading bits all of its addresses share; 0-32 or 0-128
 */
public record Network(InetAddress address, int bits) {
    /** Checks the length of the prefix. */
    public Network {
        Expect.inRange("bits", bits, 0, address.getAddress().length * Byte.SIZE);
    }

    /**
     * Reads {@code ADDRESS/BITS}, or one address.
     *
     * @throws IllegalArgumentException for anything else; names are not looked up
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address == null || slash >= 0 && !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("network: \"" + text + "\" (expected: as in 203.0.113.0/28)");
        }
        int all = address.getAddress().length * Byte.SIZE;
        return new Network(address, slash < 0 ? all : Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether an address belongs to it. An IPv4 address belongs to IPv4 networks only. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int left = bits, i = 0; left > 0; left -= Byte.SIZE, i++) {
            int mask = left >= Byte.SIZE ? 0xFF : 0xFF00 >> left & 0xFF;
            if (((ours[i] ^ theirs[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return NetUtil.toAddressString(address) + "/" + bits;
    }
}
