package io.rvoip.api.internal.contract;

import io.rvoip.api.ContractException;
import io.rvoip.api.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the operations out of an OpenAPI document. An operation must say who may call it: {@code security} with at
 * least one scope in each alternative, or with the empty alternative that opens it. Silence is refused.
 */
final class OperationReader {
    private static final String SCHEME = "apiKey";
    private static final String USERS = "sipUser";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final Map<String, Object> document;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    OperationReader(Map<String, Object> document) {
        this.document = document;
        Tree.map(document, "paths").forEach((path, item) -> Tree.map(item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                read(path, method.toUpperCase(Locale.ROOT), Tree.map(operation));
            }
        }));
        checkIds();
        if (!problems.isEmpty()) {
            throw new ContractException(problems);
        }
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    private void read(String path, String method, Map<String, Object> operation) {
        String name = method + " " + path;
        List<Set<Scope>> alternatives = new ArrayList<>();
        boolean open = false;
        boolean users = false;
        for (Object requirement : Tree.list(operation, "security")) {
            Map<String, Object> named = Tree.map(requirement);
            if (named.isEmpty()) {
                open = true;
            } else if (named.keySet().equals(Set.of(USERS))) {
                users = true;
            } else {
                alternatives.add(scopes(name, named));
            }
        }
        if (!open && alternatives.isEmpty()) {
            problems.add(name + " names no scopes");
        }
        operations.add(new Operation(Tree.text(operation, "operationId"), method, PathTemplate.of(path), open,
                alternatives, users, query(operation), Tree.at(operation, "requestBody", "content").keySet()));
    }

    private Set<Scope> scopes(String name, Map<String, Object> requirement) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Object scope : Tree.list(requirement, SCHEME)) {
            try {
                scopes.add(Scope.of(String.valueOf(scope)));
            } catch (IllegalArgumentException unknown) {
                problems.add(name + ": " + unknown.getMessage());
            }
        }
        if (scopes.isEmpty() || requirement.size() > 1) {
            problems.add(name + " has an alternative without scopes of " + SCHEME);
        }
        return scopes;
    }

    private Set<String> query(Map<String, Object> operation) {
        Set<String> names = new HashSet<>();
        for (Object item : Tree.list(operation, "parameters")) {
            Map<String, Object> parameter = Tree.map(item);
            String reference = Tree.text(parameter, "$ref");
            if (!reference.isEmpty()) {
                parameter = Tree.at(document, reference.substring(2).split("/"));
            }
            if (Tree.text(parameter, "in").equals("query")) {
                names.add(Tree.text(parameter, "name"));
            }
        }
        return names;
    }

    private void checkIds() {
        Set<String> seen = new HashSet<>();
        for (Operation operation : operations) {
            String name = operation.method() + " " + operation.path().text();
            if (operation.id().isEmpty()) {
                problems.add(name + " has no operationId");
            } else if (!seen.add(operation.id())) {
                problems.add("operationId " + operation.id() + " is used twice");
            }
        }
    }
}
