package io.rvoip.sip.trace;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A call drawn as a ladder: a line for each message, a post for each address. Ours comes first; when the call came in,
 * its caller stands before us, and whom we called after. Shows start lines only, so there is nothing to redact.
 */
public final class Ladder {
    private static final int SPACE = 48;
    private static final int TIME = 9;

    private Ladder() {}

    /** Lines of text, the times in seconds from the first message; no lines for no messages. */
    public static List<String> draw(List<TracedMessage> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        List<String> posts = posts(messages);
        int ours = messages.get(0).outgoing() ? 0 : 1;
        List<String> lines = new ArrayList<>();
        lines.add(heads(posts));
        long start = messages.get(0).atNanos();
        for (TracedMessage traced : messages) {
            int far = posts.indexOf(far(traced, messages.get(0)));
            lines.add(String.format(Locale.ROOT, "%" + (TIME - 1) + ".3f ", (traced.atNanos() - start) / 1e9)
                    + rung(traced, ours, far, posts.size()));
        }
        return lines;
    }

    private static List<String> posts(List<TracedMessage> messages) {
        TracedMessage first = messages.get(0);
        List<String> posts = new ArrayList<>();
        posts.add(far(first, first));
        posts.add(first.outgoing() ? 0 : 1, address(first.flow().local()) + protocol(first));
        for (TracedMessage traced : messages) {
            String far = far(traced, first);
            if (!posts.contains(far)) {
                posts.add(far);
            }
        }
        return posts;
    }

    /** The other end of a message; its transport is told where it is not that of the first. */
    private static String far(TracedMessage traced, TracedMessage first) {
        String address = address(traced.flow().remote());
        return traced.flow().protocol() == first.flow().protocol() ? address : address + protocol(traced);
    }

    private static String protocol(TracedMessage traced) {
        return " (" + traced.flow().protocol().uriName() + ")";
    }

    private static String heads(List<String> posts) {
        StringBuilder line = new StringBuilder(" ".repeat(TIME));
        posts.forEach(post -> line.append(padded(post, SPACE)));
        return line.toString().stripTrailing();
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    /** Between our post and that of the far end; the other posts go on. */
    private static String rung(TracedMessage traced, int ours, int far, int posts) {
        int left = Math.min(ours, far);
        int right = Math.max(ours, far);
        int length = (right - left) * SPACE - 1;
        String label = ' ' + traced.summary() + (traced.message().bodyLength() > 0 ? " (body) " : " ");
        String shown = label.length() > length - 6 ? label.substring(0, length - 7) + "… " : label;
        int before = (length - shown.length()) / 2;
        String line = "-".repeat(before) + shown + "-".repeat(length - before - shown.length());
        boolean rightwards = traced.outgoing() == (far > ours);
        String arrow = rightwards ? line.substring(0, length - 1) + '>' : '<' + line.substring(1);
        String space = " ".repeat(SPACE - 1);
        return ('|' + space).repeat(left) + '|' + arrow + '|' + (space + '|').repeat(posts - 1 - right);
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + address.getPort();
    }
}
