package io.rvoip.ice.internal;

import io.netty.util.NetUtil;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IceFailure.Reason;
import java.util.stream.Collectors;

/** Says why a stream found no path. */
final class Verdict {
    private static final int MOST_CONNECTIONS = 3;

    private Verdict() {}

    static IceFailure of(CheckList list) {
        String where = "stream " + list.stream + ": ";
        for (int component : list.components) {
            if (!list.selected.containsKey(component)) {
                return of(list, component, where + "component " + component + ": ");
            }
        }
        return new IceFailure(Reason.CHECKS_FAILED, where + "no component");
    }

    private static IceFailure of(CheckList list, int component, String where) {
        long locals = list.locals().stream().filter(c -> c.component() == component).count();
        long remotes = list.remotes().stream().filter(c -> c.component() == component).count();
        if (locals == 0) {
            return new IceFailure(Reason.NO_LOCAL_CANDIDATE, where + "no candidate of ours");
        }
        if (remotes == 0) {
            return new IceFailure(Reason.NO_REMOTE_CANDIDATE, where + "the other side named no candidate");
        }
        if (list.bestValid(component) != null) {
            return new IceFailure(Reason.NOT_NOMINATED, where + "a pair works, but none was chosen");
        }
        String counts = locals + " and " + remotes + " candidates";
        return list.locals().stream().noneMatch(own -> own.component() == component && matchesAny(list, own))
                ? new IceFailure(Reason.NO_PAIR, where + counts + " that do not match")
                : new IceFailure(Reason.CHECKS_FAILED, where + "no answer between " + counts + connections(list, component));
    }

    /** What became of connections, where some were to be opened. */
    private static String connections(CheckList list, int component) {
        return list.pairs().stream()
                .filter(pair -> pair.component() == component && pair.broken != null)
                .map(pair -> "; connection to " + NetUtil.toSocketAddressString(pair.remote().address()) + ": " + pair.broken)
                .limit(MOST_CONNECTIONS)
                .collect(Collectors.joining());
    }

    private static boolean matchesAny(CheckList list, IceCandidate own) {
        return list.remotes().stream().anyMatch(own::matches);
    }
}
