package io.rvoip.ice.server;

import io.netty.util.NetUtil;
import io.rvoip.common.Expect;
import io.rvoip.common.Network;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of one network, on some ports: {@code 192.0.2.0/24}, {@code 203.0.113.7:20000-20999}, {@code
 * [2001:db8::1]:5000}, {@code 2001:db8::/32}. Immutable.
 *
 * @param block the network
 * @param firstPort 1–65535
 * @param lastPort not below {@code firstPort}
 */
public record AddressRule(Network block, int firstPort, int lastPort) {
    private static final int LAST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<host>[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))"
                    + "(?:/(?<prefix>\\d{1,3}))?(?::(?<first>\\d{1,5})(?:-(?<last>\\d{1,5}))?)?");

    /** Checks the ranges. */
    public AddressRule {
        Expect.inRange("firstPort", firstPort, 1, LAST_PORT);
        Expect.inRange("lastPort", lastPort, firstPort, LAST_PORT);
    }

    /** One address on some ports. */
    public static AddressRule of(InetAddress address, int firstPort, int lastPort) {
        return new AddressRule(Network.of(address), firstPort, lastPort);
    }

    /**
     * Reads the forms above.
     *
     * @throws IllegalArgumentException for anything else; names are never looked up
     */
    public static AddressRule parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw unreadable(text);
        }
        String host = form.group("six") != null ? form.group("six") : form.group("host");
        String prefix = form.group("prefix");
        int first = number(form.group("first"), 1);
        return new AddressRule(block(prefix == null ? host : host + "/" + prefix, text), first,
                number(form.group("last"), form.group("first") == null ? LAST_PORT : first));
    }

    private static Network block(String network, String text) {
        try {
            return Network.parse(network);
        } catch (IllegalArgumentException none) {
            throw unreadable(text);
        }
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    /** Any address of the network. */
    public InetAddress network() {
        return block.address();
    }

    /** Whether the address belongs to the network, on whatever port. */
    public boolean covers(InetAddress address) {
        return block.contains(address);
    }

    /** Whether the rule is about this address and port. */
    public boolean covers(InetAddress address, int port) {
        return port >= firstPort && port <= lastPort && covers(address);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "peers: \"" + text + "\" (expected: as in 192.0.2.0/24, 203.0.113.7:20000-20999 or [2001:db8::1]:5000)");
    }

    @Override
    public String toString() {
        String host = NetUtil.toAddressString(network());
        boolean ports = firstPort != 1 || lastPort != LAST_PORT;
        String net = (ports && host.indexOf(':') >= 0 ? "[" + host + "]" : host) + (block.isOneAddress() ? "" : "/" + block.bits());
        return ports ? net + ":" + firstPort + (lastPort == firstPort ? "" : "-" + lastPort) : net;
    }
}
