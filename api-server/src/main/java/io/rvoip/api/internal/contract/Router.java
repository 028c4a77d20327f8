package io.rvoip.api.internal.contract;

import io.rvoip.api.ContractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the operation and the handler of a request. Contract and handlers must cover each other exactly. Immutable.
 *
 * @param <H> what handles an operation
 */
public final class Router<H> {
    private final List<Route<H>> routes;

    /**
     * Joins a contract and its handlers, by operationId.
     *
     * @throws ContractException when an operation has no handler, or a handler no operation
     */
    public Router(Contract contract, Map<String, H> handlers) {
        List<String> problems = new ArrayList<>();
        Set<String> unused = new TreeSet<>(handlers.keySet());
        List<Route<H>> found = new ArrayList<>();
        for (Operation operation : contract.operations()) {
            H handler = handlers.get(operation.id());
            unused.remove(operation.id());
            if (handler == null) {
                problems.add("operation " + operation.id() + " has no handler");
            } else {
                found.add(new Route<>(operation, handler));
            }
        }
        unused.forEach(id -> problems.add("handler " + id + " has no operation"));
        if (!problems.isEmpty()) {
            throw new ContractException(problems);
        }
        routes = List.copyOf(found);
    }

    /** The way of a request, if the contract has its path and method. */
    public Optional<Match<H>> match(String method, List<String> path) {
        for (Route<H> route : routes) {
            Optional<Map<String, String>> parameters = route.operation.path().match(path);
            if (parameters.isPresent() && route.operation.method().equals(method)) {
                return Optional.of(new Match<>(route.operation, route.handler, parameters.get()));
            }
        }
        return Optional.empty();
    }

    /** The methods a path has; empty when the contract does not know it. */
    public Set<String> methods(List<String> path) {
        Set<String> methods = new TreeSet<>();
        for (Route<H> route : routes) {
            if (route.operation.path().match(path).isPresent()) {
                methods.add(route.operation.method());
            }
        }
        return methods;
    }

    /**
     * Where a request goes.
     *
     * @param operation what it asks for
     * @param handler who does it
     * @param parameters the values in the path, decoded
     */
    public record Match<H>(Operation operation, H handler, Map<String, String> parameters) {
        /** Copies the map. */
        public Match {
            parameters = Map.copyOf(parameters);
        }
    }

    private record Route<H>(Operation operation, H handler) {}
}
