package io.rvoip.common;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

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

    /** One address. */
    public static Network of(InetAddress address) {
        return new Network(address, address.getAddress().length * Byte.SIZE);
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
        return slash < 0 ? of(address) : new Network(address, Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether it is one address alone. */
    public boolean isOneAddress() {
        return bits == address.getAddress().length * Byte.SIZE;
    }

    /** Whether an address belongs to it. An IPv4 address belongs to IPv4 networks only. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return ours.length == theirs.length
                && Arrays.equals(ours, 0, whole, theirs, 0, whole)
                && (rest == 0 || (ours[whole] ^ theirs[whole]) >> Byte.SIZE - rest == 0);
    }

    @Override
    public String toString() {
        return NetUtil.toAddressString(address) + "/" + bits;
    }
}
