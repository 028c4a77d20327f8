package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.LifecycleException;
import io.rvoip.sip.transport.TransportException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CompletionException;

/** A start that failed because an address or a file could not be had, told by the field that names it. */
final class NotBound {
    private static final String FIX = "stop what listens there, or listen on another address of this machine";

    private NotBound() {}

    /** The failure by its field; as it came when it is another one. */
    static Throwable named(PlatformConfig config, Throwable failure) {
        Throwable start = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Throwable cause = start instanceof LifecycleException ? start.getCause() : start;
        if (cause instanceof TransportException refused && refused.reason() == TransportException.Reason.BIND) {
            return sip(config, refused);
        }
        if (cause instanceof ConfigurationException) {
            return cause;
        }
        if (cause instanceof BindException && String.valueOf(cause.getMessage()).startsWith("turn ")) {
            return refusal("turn.listen", String.valueOf(cause.getMessage()).replaceFirst("^turn (\\S+ \\S+): .*$", "$1"), cause);
        }
        if (cause instanceof BindException) {
            return refusal("api.listen", String.valueOf(config.apiAddress().map(HostAndPort::toString).orElse("")), cause);
        }
        return start;
    }

    private static Throwable sip(PlatformConfig config, TransportException refused) {
        List<ListenUri> listeners = config.listeners();
        for (int i = 0; i < listeners.size(); i++) {
            ListenUri listener = listeners.get(i);
            String address = listener.protocol().uriName() + " " + new HostAndPort(canonical(listener.host()), listener.port());
            if (String.valueOf(refused.getMessage()).startsWith(address + ":")) {
                return refusal("sip.listen[" + i + "]", address, refused);
            }
        }
        return refused;
    }

    private static String canonical(String host) {
        return NetUtil.toAddressString(NetUtil.createInetAddressFromIpAddressString(host));
    }

    private static ConfigurationException refusal(String field, String address, Throwable why) {
        String taken = String.valueOf(why.getMessage()).contains("in use") ? "is in use already" : "cannot be listened on: " + why.getMessage();
        ConfigurationException refusal = new ConfigurationException(field, address + " " + taken, FIX);
        refusal.initCause(why);
        return refusal;
    }
}
