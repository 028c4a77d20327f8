package io.rvoip.engine.trunk;

import io.rvoip.common.Expect;
import io.rvoip.common.Secret;
import java.util.function.Supplier;

/**
 * An account at a carrier: registers there, and answers challenges of REGISTER and INVITE.
 *
 * @param user the user part of the address of record, and the name in the digest
 * @param password fetched once, when the engine is made
 */
public record TrunkLogin(String user, Supplier<Secret> password) {
    /** Checks the name. */
    public TrunkLogin {
        Expect.notBlank("user", user);
    }
}
