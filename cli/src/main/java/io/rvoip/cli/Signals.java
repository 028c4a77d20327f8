package io.rvoip.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT with a meaning of our own. Java has no public way to tell a first signal from a second, so this
 * goes through {@code jdk.unsupported} by reflection; where that is not there, the signals end the process as usual.
 */
final class Signals {
    private Signals() {}

    /** Runs {@code first} at the first signal and {@code second} at the next, each on a thread of its own. */
    static void onTerminate(Runnable first, Runnable second) {
        AtomicBoolean told = new AtomicBoolean();
        InvocationHandler onSignal = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(Signals.class, arguments);
            }
            new Thread(told.compareAndSet(false, true) ? first : second, "rvoip-signal").start();
            return null;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            Runtime.getRuntime().addShutdownHook(new Thread(first, "rvoip-signal"));
        }
    }
}
