/** Dialogs, INVITE sessions, offer/answer and registration: where signalling meets media. */
module io.rvoip.session {
    requires transitive io.rvoip.transaction;
    requires transitive io.rvoip.media;

    exports io.rvoip.session;
    exports io.rvoip.session.auth;
    exports io.rvoip.session.dialog;
    exports io.rvoip.session.media;
    exports io.rvoip.session.offer;
}
