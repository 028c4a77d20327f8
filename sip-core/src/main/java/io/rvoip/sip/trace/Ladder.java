package io.rvoip.sip.trace;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.CSeq;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A call drawn as a ladder: a line for each message, a post for each address, ours first. Shows start lines only, so
 * there is nothing to redact.
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
        List<String> lines = new ArrayList<>();
        lines.add(heads(posts));
        long start = messages.get(0).atNanos();
        for (TracedMessage traced : messages) {
            int far = posts.indexOf(address(traced.flow().remote()));
            lines.add(String.format(Locale.ROOT, "%" + (TIME - 1) + ".3f ", (traced.atNanos() - start) / 1e9)
                    + rung(traced, far, posts.size()));
        }
        return lines;
    }

    private static List<String> posts(List<TracedMessage> messages) {
        List<String> posts = new ArrayList<>();
        posts.add(address(messages.get(0).flow().local()) + " (" + messages.get(0).flow().protocol().uriName() + ")");
        for (TracedMessage traced : messages) {
            String far = address(traced.flow().remote());
            if (!posts.contains(far)) {
                posts.add(far);
            }
        }
        return posts;
    }

    private static String heads(List<String> posts) {
        StringBuilder line = new StringBuilder(" ".repeat(TIME));
        posts.forEach(post -> line.append(padded(post, SPACE)));
        return line.toString().stripTrailing();
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    /** From our post, the first, to that of the far end or back. */
    private static String rung(TracedMessage traced, int far, int posts) {
        int length = far * SPACE - 1;
        String label = ' ' + label(traced.message()) + ' ';
        String shown = label.length() > length - 6 ? label.substring(0, length - 7) + "… " : label;
        int before = (length - shown.length()) / 2;
        String line = "-".repeat(before) + shown + "-".repeat(length - before - shown.length());
        String arrow = traced.outgoing() ? line.substring(0, length - 1) + '>' : '<' + line.substring(1);
        StringBuilder all = new StringBuilder("|").append(arrow).append('|');
        for (int i = far + 1; i < posts; i++) {
            all.append(" ".repeat(SPACE - 1)).append('|');
        }
        return all.toString();
    }

    private static String label(SipMessage message) {
        String what = message instanceof SipRequest request ? request.method().name()
                : ((SipResponse) message).status() + " " + ((SipResponse) message).reason();
        CSeq cseq = message.cseq();
        String of = message instanceof SipResponse ? " " + cseq.method().name() : "";
        return printable(what) + of + (message.bodyLength() > 0 ? " (body)" : "");
    }

    /** What strangers wrote goes to a terminal: nothing in it may move the cursor. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + address.getPort();
    }
}
