package io.rvoip.rtp.dtls;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only who answers at the address he gives: a ClientHello gets a HelloVerifyRequest, smaller than itself, and
 * counts once it comes again with that cookie (RFC 6347 section 4.2.1). For one media line; so many sources at a time
 * may be half way through.
 */
final class HelloGate {
    private static final int MOST_SOURCES = 8;

    private final DTLSVerifier verifier;
    private final Map<InetSocketAddress, HelloJoiner> joining = new LinkedHashMap<>();

    HelloGate(TlsCrypto crypto) {
        verifier = new DTLSVerifier(crypto);
    }

    /** @return the ClientHello of a source that has proven its address; null before, and for anything else */
    @Nullable DTLSRequest check(byte[] datagram, InetSocketAddress from, Consumer<byte[]> back) {
        if (!HelloJoiner.isHello(datagram)) {
            return null;
        }
        if (!joining.containsKey(from) && joining.size() == MOST_SOURCES) {
            Iterator<InetSocketAddress> oldest = joining.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        byte[] whole = joining.computeIfAbsent(from, source -> new HelloJoiner()).add(datagram);
        if (whole == null) {
            return null;
        }
        joining.remove(from);
        byte[] client = from.toString().getBytes(StandardCharsets.UTF_8);
        return verifier.verifyRequest(client, whole, 0, whole.length, new Back(back));
    }

    private record Back(Consumer<byte[]> to) implements DatagramSender {
        @Override
        public int getSendLimit() {
            return HelloJoiner.LARGEST_HELLO;
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            byte[] datagram = new byte[length];
            System.arraycopy(buffer, offset, datagram, 0, length);
            to.accept(datagram);
        }
    }
}
