package io.rvoip.engine.trunk;

/**
 * Whether a trunk answers, with hysteresis, so that one lost packet changes nothing and a trunk that comes and goes does
 * not come and go with every call. Sans-I/O, confined to one loop.
 *
 * <table>
 * <caption>Transitions; m successes and n failures, in a row</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>UNKNOWN</td><td>success</td><td>UP</td></tr>
 * <tr><td></td><td>n-th failure</td><td>DOWN</td></tr>
 * <tr><td>UP</td><td>success; failure before the n-th</td><td>same</td></tr>
 * <tr><td></td><td>n-th failure</td><td>DOWN</td></tr>
 * <tr><td>DOWN</td><td>failure; success before the m-th</td><td>same</td></tr>
 * <tr><td></td><td>m-th success</td><td>UP</td></tr>
 * </table>
 */
final class TrunkHealth {
    private final HealthSettings settings;
    private TrunkState state = TrunkState.UNKNOWN;
    private int inRow;

    TrunkHealth(HealthSettings settings) {
        this.settings = settings;
    }

    TrunkState state() {
        return state;
    }

    /** It answered. @return whether the state changed */
    boolean succeeded() {
        return switch (state) {
            case UNKNOWN -> enter(TrunkState.UP);
            case UP -> forget();
            case DOWN -> ++inRow >= settings.successes() && enter(TrunkState.UP);
        };
    }

    /** It did not. @return whether the state changed */
    boolean failed() {
        return switch (state) {
            case UNKNOWN, UP -> ++inRow >= settings.failures() && enter(TrunkState.DOWN);
            case DOWN -> forget();
        };
    }

    private boolean forget() {
        inRow = 0;
        return false;
    }

    private boolean enter(TrunkState next) {
        state = next;
        inRow = 0;
        return true;
    }
}
