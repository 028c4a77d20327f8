package io.rvoip.session.dialog;

/**
 * What names a dialog on our side (RFC 3261 §12).
 *
 * @param callId Call-ID, compared byte by byte
 * @param localTag our tag: From in our requests, To in theirs
 * @param remoteTag their tag; empty when the far end gave none, as RFC 2543 allowed
 */
public record DialogId(String callId, String localTag, String remoteTag) {
    public DialogId {
        if (callId.isEmpty()) {
            throw new IllegalArgumentException("callId: empty (expected: a Call-ID)");
        }
        if (localTag.isEmpty()) {
            throw new IllegalArgumentException("localTag: empty (expected: a tag)");
        }
    }
}
