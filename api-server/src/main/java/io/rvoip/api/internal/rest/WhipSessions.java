package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.common.IdSource;
import io.rvoip.engine.whip.WhipCall;
import io.rvoip.engine.whip.WhipWay;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that go on, by names that nobody guesses: no more than there are calls. Thread-safe. */
final class WhipSessions {
    private static final String ANY = "*";

    private final IdSource ids;
    private final Map<String, Session> all = new ConcurrentHashMap<>();

    /** @param ids unguessable and thread-safe */
    WhipSessions(IdSource ids) {
        this.ids = ids;
    }

    /** One that has begun; forgotten when its call ends. */
    Session add(WhipWay way, String owner, WhipCall call) {
        Session session = new Session(ids.token(), way, owner, call);
        all.put(session.id, session);
        call.ended().thenRun(() -> all.remove(session.id));
        return session;
    }

    /** The one that a request is for, which only whoever began it may touch. */
    Session find(WhipWay way, ApiRequest request) {
        Session session = all.get(request.pathValue("session"));
        if (session == null || session.way != way || !session.owner.equals(request.caller().name())) {
            throw HttpProblem.notFound("There is no such session, or it has ended.").asException();
        }
        return session;
    }

    /** One session and the generation of its ICE. */
    final class Session {
        private final String id;
        private final WhipWay way;
        private final String owner;
        private final WhipCall call;
        private volatile String tag;

        private Session(String id, WhipWay way, String owner, WhipCall call) {
            this.id = id;
            this.way = way;
            this.owner = owner;
            this.call = call;
            tag = freshTag();
        }

        private String freshTag() {
            return '"' + ids.token() + '"';
        }

        String id() {
            return id;
        }

        WhipCall call() {
            return call;
        }

        /** The strong entity-tag of the generation in force (RFC 9110 §8.8.3). */
        String tag() {
            return tag;
        }

        /** Another generation is in force. */
        String anew() {
            String fresh = freshTag();
            tag = fresh;
            return fresh;
        }

        /**
         * Whether a change is meant for the generation in force (RFC 9725 §4.3.1, RFC 9110 §13.1.1).
         *
         * @param conditions the values of If-Match: without any there is 428, with others than the tag 412
         */
        void require(List<String> conditions) {
            if (conditions.isEmpty()) {
                throw HttpProblem.of(428, "precondition-required", "If-Match is needed",
                        "Send the ETag of the session, or * to begin ICE anew.").asException();
            }
            for (String field : conditions) {
                for (String one : field.split(",")) {
                    String condition = one.strip();
                    if (condition.equals(tag) || condition.equals(ANY) || condition.equals('"' + ANY + '"')) {
                        return;
                    }
                }
            }
            throw HttpProblem.of(412, "precondition-failed", "Not this ICE session", "It has begun anew since.").asException();
        }
    }
}
