package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Hosts;
import io.rvoip.sip.internal.ParamCursor;

/** The bounds of the parameters that every hop reads, found in one walk. Lives while a Via is made. */
final class ViaParameters {
    final int from;
    final boolean sound;
    int branchFrom = -1;
    int branchTo = -1;
    int receivedFrom = -1;
    int receivedTo = -1;
    int rport = -1;

    ViaParameters(byte[] s, int from, int to, Fault fault) {
        this.from = from;
        this.sound = walk(s, to, fault);
    }

    private boolean walk(byte[] s, int to, Fault fault) {
        ParamCursor cursor = new ParamCursor(s, from, to);
        while (cursor.next()) {
            if (!keep(s, cursor)) {
                fault.at(cursor.nameFrom, "malformed or repeated Via parameter");
                return false;
            }
        }
        if (!cursor.ended()) {
            fault.at(cursor.pos, "malformed parameter");
            return false;
        }
        return true;
    }

    private boolean keep(byte[] s, ParamCursor cursor) {
        int length = cursor.nameTo - cursor.nameFrom;
        if (length == 6 && cursor.named("branch")) {
            if (branchFrom >= 0 || !cursor.token) {
                return false;
            }
            branchFrom = cursor.valueFrom;
            branchTo = cursor.valueTo;
        } else if (length == 8 && cursor.named("received") && cursor.valueFrom >= 0) {
            receivedFrom = cursor.valueFrom;
            receivedTo = cursor.valueTo;
        } else if (length == 5 && cursor.named("rport")) {
            rport = cursor.valueFrom < 0 ? 0 : Hosts.port(s, cursor.valueFrom, cursor.valueTo);
            return rport >= 0;
        }
        return true;
    }
}
