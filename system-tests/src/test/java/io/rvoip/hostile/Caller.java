package io.rvoip.hostile;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import io.rvoip.testing.SipText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A far end on a real socket that writes whatever it likes, and knows a password when it wants to. */
final class Caller implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(2);

    private final ScriptedSipSocket socket;
    private final Account account;
    private int cseq = 100;

    private Caller(ScriptedSipSocket socket, String user) {
        this.socket = socket;
        this.account = new Account(user, Target.password(user));
    }

    static Caller udp(Target target, String user) {
        return udp(target, user, "127.0.0.1");
    }

    static Caller udp(Target target, String user, String from) {
        return new Caller(ScriptedSipSocket.udp(address(from), target.udp()), user);
    }

    static Caller tcp(Target target, String user) {
        return new Caller(ScriptedSipSocket.tcp(target.tcp()), user);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    ScriptedSipSocket socket() {
        return socket;
    }

    Account account() {
        return account;
    }

    InetSocketAddress address() {
        return socket.address();
    }

    String contact() {
        return "Contact: <sip:" + account.user() + "@" + socket.hostPort() + ">";
    }

    /** A request from this user, without credentials. */
    String plain(String method, String uri, String... lines) {
        return withBody("", method, uri, lines);
    }

    /** The same with a body. */
    String withBody(String body, String method, String uri, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        addUnlessGiven(all, "From: <" + Target.uri(account.user()) + ">;tag=" + Long.toString(System.nanoTime(), 36));
        addUnlessGiven(all, "CSeq: " + ++cseq + " " + method);
        if (method.equals("REGISTER")) {
            addUnlessGiven(all, "To: <" + Target.uri(account.user()) + ">");
        }
        addUnlessGiven(all, contact());
        return socket.requestWith(body, method, uri, all.toArray(new String[0]));
    }

    private static void addUnlessGiven(List<String> lines, String line) {
        String name = line.substring(0, line.indexOf(':') + 1);
        if (lines.stream().noneMatch(given -> given.startsWith(name))) {
            lines.add(line);
        }
    }

    /** A request with right credentials. */
    String signed(String method, String uri, String... lines) {
        return signedWith("", method, uri, lines);
    }

    /** The same with a body. */
    String signedWith(String body, String method, String uri, String... lines) {
        return withBody(body, method, uri, plus(lines, credentials(method, uri, Map.of())));
    }

    /** A header line with credentials, spoilt as {@link Account#answer(String, String, Map)} has it. */
    String credentials(String method, String uri, Map<String, String> given) {
        learnNonce();
        return credentialsField(method, uri) + ": " + account.answer(method, uri, given);
    }

    /** A server is asked for what is its own, and as a proxy for what is beyond it. */
    private static String credentialsField(String method, String uri) {
        return method.equals("REGISTER") || !uri.contains("@") && uri.startsWith("sip")
            ? "Authorization" : "Proxy-Authorization";
    }

    /** A nonce that was not used before. */
    void freshNonce() {
        socket.send(plain("OPTIONS", "sip:" + Target.DOMAIN));
        account.challenged(socket.expect("401").header("WWW-Authenticate"));
    }

    private void learnNonce() {
        if (!account.isChallenged()) {
            freshNonce();
        }
    }

    static String[] plus(String[] lines, String... more) {
        String[] all = Arrays.copyOf(lines, lines.length + more.length);
        System.arraycopy(more, 0, all, lines.length, more.length);
        return all;
    }

    void send(String raw) {
        socket.send(raw);
    }

    ReceivedSip expect(String what) {
        return socket.expect(what);
    }

    /** What comes back first; empty when nothing does. */
    Optional<ReceivedSip> next(Duration within) {
        return socket.next(within);
    }

    /** Sends a request and gives its final answer; a refused INVITE is acknowledged. */
    ReceivedSip ask(String raw) {
        send(raw);
        return finalAnswer(raw);
    }

    /** The next final answer; a refused INVITE is acknowledged. */
    ReceivedSip finalAnswer(String raw) {
        while (true) {
            ReceivedSip answer = next(SOON).orElseThrow(() -> new AssertionError("no answer to\n" + raw));
            if (!answer.text().isRequest() && answer.status() >= 200) {
                acknowledge(raw, answer);
                return answer;
            }
        }
    }

    private void acknowledge(String raw, ReceivedSip answer) {
        if (raw.startsWith("INVITE ") && answer.status() >= 300) {
            send(SipText.read(raw).ack(answer.text(), ""));
        }
    }

    /** Registers this socket for the user. */
    void register() {
        register(600);
    }

    void unregister() {
        register(0);
    }

    private void register(int seconds) {
        ReceivedSip answer = ask(signed("REGISTER", "sip:" + Target.DOMAIN, "Expires: " + seconds));
        if (answer.status() != 200) {
            throw new AssertionError("not registered: " + answer);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
