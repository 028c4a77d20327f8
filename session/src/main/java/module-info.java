/** Dialogs, INVITE sessions, offer/answer and registration: where signalling meets media. */
module io.rvoip.session {
    requires transitive io.rvoip.transaction;
    requires transitive io.rvoip.media;

    exports io.rvoip.session;
}
