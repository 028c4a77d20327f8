package io.rvoip.sip.sdp;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code c=} line (RFC 8866 §5.7): where the writer of the description wants to receive. Immutable; equal when all
 * parts are.
 */
public final class Connection {
    private static final int MAX_COUNT = 256;

    private final String networkType;
    private final String addressType;
    private final String address;
    private final int ttl;
    private final int count;

    private Connection(String networkType, String addressType, String address, int ttl, int count) {
        this.networkType = networkType;
        this.addressType = addressType;
        this.address = address;
        this.ttl = ttl;
        this.count = count;
    }

    /** A connection of these parts. @throws IllegalArgumentException naming the first one that is out of range */
    public static Connection of(String networkType, String addressType, String address, int ttl, int count) {
        SdpText.requireToken("network type", networkType);
        SdpText.requireToken("address type", addressType);
        if (!isAddress(addressType, address)) {
            throw SdpText.invalid("address", address, "of type " + addressType);
        }
        SdpText.requireRange("ttl", ttl, -1, 255);
        SdpText.requireRange("count", count, 1, MAX_COUNT);
        if ((ttl >= 0 || count > 1) && !isMulticast(addressType, address) || ttl >= 0 && !addressType.equals("IP4")) {
            throw new IllegalArgumentException("ttl and count: only for multicast addresses, ttl for IPv4 alone");
        }
        if (count > 1 && ttl < 0 && addressType.equals("IP4")) {
            throw new IllegalArgumentException("count: IPv4 multicast needs a ttl before it");
        }
        return new Connection(networkType, addressType, address, ttl, count);
    }

    /** A unicast address or, without a ttl, a multicast one. */
    public static Connection of(InetAddress address) {
        return address instanceof Inet6Address
                ? new Connection("IN", "IP6", NetUtil.toAddressString(address), -1, 1)
                : new Connection("IN", "IP4", address.getHostAddress(), -1, 1);
    }

    /** {@code IN} on all networks in use. */
    public String networkType() {
        return networkType;
    }

    /** {@code IP4} or {@code IP6}; others are kept. */
    public String addressType() {
        return addressType;
    }

    /** An IPv4 or IPv6 address of that type without brackets, or a host name. */
    public String address() {
        return address;
    }

    /** Time to live of an IPv4 multicast address, 0-255; -1 when not written. */
    public int ttl() {
        return ttl;
    }

    /** Number of consecutive multicast addresses, from 1. */
    public int count() {
        return count;
    }

    /** The address, unless it is a host name; never asks DNS. */
    public Optional<InetAddress> inetAddress() {
        return switch (addressType) {
            case "IP4", "IP6" -> literal(address);
            default -> Optional.empty();
        };
    }

    /** Whether this is the 0.0.0.0 (or {@code ::}) by which RFC 2543 put a call on hold. */
    public boolean isUnspecified() {
        return inetAddress().map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    public boolean isMulticast() {
        return isMulticast(addressType, address);
    }

    /** Reads what follows {@code c=}; empty when malformed. */
    static Optional<Connection> parse(SdpLine line) {
        if (line.split() != 3) {
            return Optional.empty();
        }
        String networkType = line.token(0);
        String addressType = line.token(1);
        return networkType == null || addressType == null ? Optional.empty() : read(networkType, addressType, line.word(2));
    }

    /** Of three words; empty when they are malformed. */
    static Optional<Connection> read(String networkType, String addressType, String text) {
        if (text.indexOf('/') < 0) { // all but multicast
            return isAddress(addressType, text) && SdpText.isToken(networkType) && SdpText.isToken(addressType)
                    ? Optional.of(new Connection(networkType, addressType, text, -1, 1)) : Optional.empty();
        }
        String[] parts = text.split("/", -1);
        boolean withTtl = addressType.equals("IP4");
        if (parts.length > (withTtl ? 3 : 2) || !isAddress(addressType, parts[0])
                || !SdpText.isToken(networkType) || !SdpText.isToken(addressType)) {
            return Optional.empty();
        }
        long ttl = withTtl ? SdpText.number(parts[1], 255) : -1;
        int countAt = withTtl ? 2 : 1;
        long count = parts.length > countAt ? SdpText.number(parts[countAt], MAX_COUNT) : 1;
        if (withTtl && ttl < 0 || count < 1 || !isMulticast(addressType, parts[0])) {
            return Optional.empty();
        }
        return Optional.of(new Connection(networkType, addressType, parts[0], (int) ttl, (int) count));
    }

    private static boolean isAddress(String type, String address) {
        return switch (type) {
            case "IP4" -> NetUtil.isValidIpV4Address(address) || isHostName(address);
            case "IP6" -> isIpV6(address) || isHostName(address);
            default -> SdpText.isVisible(address) && address.indexOf('/') < 0;
        };
    }

    private static boolean isIpV6(String address) {
        return address.indexOf('%') < 0 && address.indexOf('[') < 0 && NetUtil.isValidIpV6Address(address);
    }

    /** A name has a letter, so that a broken IPv4 address is not taken for one. */
    private static boolean isHostName(String address) {
        boolean letter = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (!SdpText.isAlphanumeric(c) && c != '.' && c != '-' && c != '_') {
                return false;
            }
            letter |= c > '9' && c != '_';
        }
        return letter && address.length() <= 255;
    }

    private static boolean isMulticast(String type, String address) {
        return (type.equals("IP4") || type.equals("IP6"))
                && literal(address).map(InetAddress::isMulticastAddress).orElse(false);
    }

    private static Optional<InetAddress> literal(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Connection that && ttl == that.ttl && count == that.count
                && address.equals(that.address) && addressType.equals(that.addressType)
                && networkType.equals(that.networkType);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + addressType.hashCode();
    }

    /** As written after {@code c=}. */
    @Override
    public String toString() {
        return networkType + ' ' + addressType + ' ' + address
                + (ttl >= 0 ? "/" + ttl : "") + (count > 1 ? "/" + count : "");
    }
}
