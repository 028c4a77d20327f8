package io.rvoip.builder;

/** An address as people write it: {@code 127.0.0.1:5060}, {@code [::1]:5060}. */
record HostAndPort(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    static HostAndPort parse(String text, int defaultPort) {
        int colon;
        String host;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: [IPv6]:PORT)");
            }
            host = text.substring(1, end);
            colon = end + 1 < text.length() ? end + 1 : -1;
            if (colon > 0 && text.charAt(colon) != ':') {
                throw new IllegalArgumentException("\"" + text + "\" (expected: [IPv6]:PORT)");
            }
        } else {
            colon = text.indexOf(':');
            if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: IPv6 addresses in brackets, [" + text + "])");
            }
            host = colon < 0 ? text : text.substring(0, colon);
        }
        return new HostAndPort(host, colon < 0 ? defaultPort : port(text.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException("port: " + text + " (expected: 0-65535)");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
