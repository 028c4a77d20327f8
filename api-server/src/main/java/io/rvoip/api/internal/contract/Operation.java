package io.rvoip.api.internal.contract;

import io.rvoip.api.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One operation of the contract.
 *
 * @param id the operationId
 * @param method in capitals
 * @param path where
 * @param open answers without a key, with less
 * @param alternatives sets of scopes, one of which a key must have
 * @param users whether users of SIP may call it for themselves, by digest
 * @param query the query parameters it knows
 * @param bodies media types of what may come as a body; none where none may
 */
public record Operation(String id, String method, PathTemplate path, boolean open, List<Set<Scope>> alternatives,
        boolean users, Set<String> query, Set<String> bodies) {
    /** Copies the collections. */
    public Operation {
        alternatives = List.copyOf(alternatives);
        query = Set.copyOf(query);
        bodies = Set.copyOf(bodies);
    }

    /** Whether a key with these scopes may do all that this operation offers. */
    public boolean permits(Set<Scope> scopes) {
        return scopes.contains(Scope.ADMIN) || alternatives.stream().anyMatch(scopes::containsAll);
    }

    /** All scopes named, to tell a caller what is missing. */
    public Set<Scope> named() {
        Set<Scope> all = EnumSet.noneOf(Scope.class);
        alternatives.forEach(all::addAll);
        return all;
    }
}
