package io.rvoip.api.internal.contract;

import io.rvoip.api.ContractException;
import io.rvoip.api.internal.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The OpenAPI document as the server lives by it. Immutable. */
public final class Contract {
    private static final String RESOURCE = "/io/rvoip/api/openapi.yaml";

    private final Map<String, Object> document;
    private final List<Operation> operations;

    private Contract(Map<String, Object> document) {
        this.document = document;
        this.operations = new OperationReader(document).operations();
    }

    /** The contract of this server. */
    public static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new ContractException(List.of(RESOURCE + " is not in the jar"));
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Reads a document.
     *
     * @throws ContractException when an operation has no id, or no scopes and no marker that it needs none
     */
    public static Contract parse(String yaml) {
        return new Contract(Json.readYaml(yaml));
    }

    /** What it offers, in its order. */
    public List<Operation> operations() {
        return operations;
    }

    /** The types of events a client may ask for. */
    public Set<String> eventTypes() {
        List<?> types = Tree.list(Tree.at(document, "components", "schemas", "EventType"), "enum");
        return types.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    /** The same contract without one path, as when a feature is switched off. */
    public Contract without(String path) {
        Map<String, Object> paths = new LinkedHashMap<>(Tree.map(document, "paths"));
        paths.remove(path);
        Map<String, Object> rest = new LinkedHashMap<>(document);
        rest.put("paths", paths);
        return new Contract(rest);
    }

    /** The document as JSON. */
    public String json() {
        return Json.text(document);
    }
}
