package io.rvoip.api.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TokenStreamFactory;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as plain trees of maps, lists, strings, numbers and booleans, token by token: no class is
 * ever named by a document. Reading refuses duplicate names, anything after the document, numbers beyond 64 bits, and
 * what exceeds depth 32, strings of 65,536 characters, names of 256 or documents of 1,048,576. Writing escapes all
 * that is not ASCII, controls, and what means something in HTML. Thread-safe.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING = 65_536;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_DOCUMENT = 1 << 20;
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(MAX_STRING)
            .maxNameLength(MAX_NAME)
            .maxNumberLength(MAX_NUMBER)
            .maxDocumentLength(MAX_DOCUMENT)
            .build();
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .characterEscapes(new HtmlSafe())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(BOUNDS)
            .build();
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads an object whose members are then taken one by one.
     *
     * @throws JsonException when the text is not one JSON object within the bounds
     */
    public static Members readObject(String text) {
        return new Members(readTree(text));
    }

    /**
     * Reads an object.
     *
     * @throws JsonException when the text is not one JSON object within the bounds
     */
    public static Map<String, Object> readTree(String text) {
        if (text.length() > MAX_DOCUMENT) {
            throw new JsonException("longer than " + MAX_DOCUMENT + " characters");
        }
        return read(JSON, text);
    }

    /** Reads a document of our own that is written as YAML. */
    public static Map<String, Object> readYaml(String text) {
        return read(YAML, text);
    }

    /** Writes a tree. */
    public static String text(Map<String, ?> tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            write(generator, tree);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString();
    }

    /** Writes an object. */
    public static String text(JsonObject object) {
        return text(object.members());
    }

    /** Writes an object as it goes over the wire. */
    public static byte[] bytes(JsonObject object) {
        return text(object).getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> read(TokenStreamFactory factory, String text) {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("not an object");
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("something follows the object");
            }
            return object;
        } catch (StreamConstraintsException beyond) {
            throw new JsonException("beyond a limit" + at(beyond));
        } catch (JsonProcessingException malformed) {
            throw new JsonException("malformed" + at(malformed));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String at(JsonProcessingException problem) {
        return problem.getLocation() == null ? ""
                : " at line " + problem.getLocation().getLineNr() + ", column " + problem.getLocation().getColumnNr();
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> throw new JsonException("null is not used; leave the member out");
        };
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new JsonException("a number too large");
        }
        return value;
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                generator.writeFieldName(String.valueOf(member.getKey()));
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> array) {
            generator.writeStartArray();
            for (Object item : array) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof JsonObject object) {
            write(generator, object.members());
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeString(String.valueOf(value));
        }
    }
}
