package io.rvoip.common.foreign;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A shared library of the system, its functions called by the Foreign Function and Memory API. That is part of Java from
 * release 22 on, and this is compiled for 17: so all that is looked up is looked up by name, here and once. Pointers are
 * {@code long}, which travel as pointers do where addresses have 64 bits.
 */
public final class ForeignLibrary {
    private static final int FIRST_RELEASE = 22;
    private static final String PACKAGE = "java.lang.foreign.";

    private final Class<?> segment = type("MemorySegment");
    private final Class<?> layout = type("MemoryLayout");
    private final Class<?> descriptor = type("FunctionDescriptor");
    private final Class<?> lookup = type("SymbolLookup");
    private final Class<?> option = type("Linker$Option");
    private final Class<?> linker = type("Linker");
    private final Object symbols;

    /**
     * Loads it, for the life of the process.
     *
     * @param name as the dynamic linker knows it
     * @throws IllegalStateException when it cannot be had, saying why
     */
    public static ForeignLibrary load(String name) {
        int release = Runtime.version().feature();
        if (release < FIRST_RELEASE) {
            throw new IllegalStateException("Java " + release + " cannot call it; " + FIRST_RELEASE + " and later can");
        }
        try {
            Module module = ForeignLibrary.class.getModule();
            if (!Boolean.TRUE.equals(Module.class.getMethod("isNativeAccessEnabled").invoke(module))) { // the JVM would warn on its console
                throw new IllegalStateException("the JVM was started without --enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
            }
            return new ForeignLibrary(name);
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException(failed.getCause().getMessage(), failed);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException("this Java lacks " + unknown.getMessage(), unknown);
        }
    }

    private ForeignLibrary(String name) throws ReflectiveOperationException {
        if ((long) layout.getMethod("byteSize").invoke(layoutOf("ADDRESS")) != Long.BYTES) {
            throw new IllegalStateException("addresses are not of 64 bits here");
        }
        Class<?> arena = type("Arena");
        symbols = lookup.getMethod("libraryLookup", String.class, arena).invoke(null, name, arena.getMethod("global").invoke(null));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name);
    }

    /**
     * A function of {@code int} and {@code long}; the handle has their types.
     *
     * @throws IllegalStateException when the library has none of that name
     */
    public MethodHandle function(String name, Class<?> result, Class<?>... parameters) {
        return function(name, false, result, parameters);
    }

    /** One that never blocks and is over within a microsecond or so: the thread need not be made ready for the collector, which waits. */
    public MethodHandle briefFunction(String name, Class<?> result, Class<?>... parameters) {
        return function(name, true, result, parameters);
    }

    private MethodHandle function(String name, boolean brief, Class<?> result, Class<?>... parameters) {
        try {
            Object at = ((Optional<?>) lookup.getMethod("find", String.class).invoke(symbols, name))
                    .orElseThrow(() -> new IllegalStateException("it has no " + name));
            Object layouts = Array.newInstance(layout, parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                Array.set(layouts, i, layoutOf(parameters[i]));
            }
            Object type = result == void.class
                    ? descriptor.getMethod("ofVoid", layouts.getClass()).invoke(null, layouts)
                    : descriptor.getMethod("of", layout, layouts.getClass()).invoke(null, layoutOf(result), layouts);
            Object options = Array.newInstance(option, brief ? 1 : 0);
            if (brief) {
                Array.set(options, 0, option.getMethod("critical", boolean.class).invoke(null, false));
            }
            return (MethodHandle) linker.getMethod("downcallHandle", segment, descriptor, options.getClass())
                    .invoke(linker.getMethod("nativeLinker").invoke(null), at, type, options);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException(name + " cannot be called: " + unknown, unknown);
        }
    }

    private static Object layoutOf(Class<?> type) throws ReflectiveOperationException {
        return layoutOf(type == long.class ? "JAVA_LONG" : "JAVA_INT");
    }

    private static Object layoutOf(String name) throws ReflectiveOperationException {
        return type("ValueLayout").getField(name).get(null);
    }

    /** Where the memory of a direct buffer is, for as long as the buffer is reachable. */
    public long addressOf(ByteBuffer direct) {
        try {
            return (long) segment.getMethod("address").invoke(segment.getMethod("ofBuffer", Buffer.class).invoke(null, direct));
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalStateException("the address of a buffer is not to be had: " + unknown, unknown);
        }
    }
}
