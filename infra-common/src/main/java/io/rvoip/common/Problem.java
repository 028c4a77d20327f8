package io.rvoip.common;

/**
 * One thing wrong with a configuration.
 *
 * @param path where, as in {@code sip.listen[1].port}
 * @param what what is wrong, as in {@code 70000 (expected: 1-65535)}
 * @param fix how to put it right, as an instruction; empty when {@code what} says it
 */
public record Problem(String path, String what, String fix) {
    /** Checks that it says something. */
    public Problem {
        Expect.notBlank("what", what);
    }

    /** The problem seen from the record that contains this one's. */
    Problem under(String parent) {
        return new Problem(join(parent, path), what, fix);
    }

    static String join(String parent, String child) {
        if (parent.isEmpty() || child.isEmpty()) {
            return parent + child;
        }
        return child.startsWith("[") ? parent + child : parent + "." + child;
    }

    /** One line for people. */
    @Override
    public String toString() {
        String where = path.isEmpty() ? what : path + ": " + what;
        return fix.isEmpty() ? where : where + "; " + fix;
    }
}
