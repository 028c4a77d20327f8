package io.rvoip.engine.auth;

/** Whether a user may write another name than their own into From. */
public enum IdentityRule {
    /** From is the user's own address of record in our domain, else 403. */
    OWN_FROM,
    /** From is not looked at: whoever handles the request checks it, as the registrar does. */
    ANY_FROM
}
