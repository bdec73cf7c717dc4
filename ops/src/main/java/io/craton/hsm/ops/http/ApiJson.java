package io.craton.hsm.ops.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.craton.hsm.ops.api.Pin;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests out of JSON or a query, and answers into JSON. What is wrong is said without repeating it. Thread-safe. */
final class ApiJson {
    /** Reading a request failed; the message is for the caller. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private static final ObjectMapper JSON = mapper();

    private ApiJson() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .addModule(new SimpleModule().addDeserializer(Pin.class, new PinReader()))
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(Dispatcher.MAX_BODY_BYTES)
                        .maxNestingDepth(16)
                        .maxStringLength(16 * 1024)
                        .maxNumberLength(20)
                        .build());
        return mapper;
    }

    static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer has only plain fields", e);
        }
    }

    /** @param pins is given every PIN in the body, also where the body is refused */
    static <Q extends Record> Q readBody(byte[] body, Class<Q> type, RequestPins pins) throws MalformedException {
        try {
            return complete(JSON.readerFor(type)
                    .withAttribute(RequestPins.class, pins)
                    .readValue(body.length == 0 ? EMPTY : body, type));
        } catch (JsonMappingException e) {
            throw new MalformedException(where(e) + " is not what the API document says");
        } catch (JsonProcessingException e) {
            throw new MalformedException("the body is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static final byte[] EMPTY = {'{', '}'};

    static <Q extends Record> Q readQuery(Map<String, List<String>> query, Class<Q> type) throws MalformedException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> entry : query.entrySet()) {
            if (entry.getValue().size() != 1) {
                throw new MalformedException("a parameter is given twice");
            }
            values.put(entry.getKey(), entry.getValue().getFirst());
        }
        try {
            return complete(JSON.convertValue(values, type));
        } catch (IllegalArgumentException e) {
            String where = e.getCause() instanceof JsonMappingException cause ? where(cause) : "the query";
            throw new MalformedException(where + " is not what the API document says");
        }
    }

    /** A form's fields; those that {@code type} does not name are passed over, and one that is given twice is refused. */
    static <Q extends Record> Q readForm(byte[] body, Class<Q> type) throws MalformedException {
        Set<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        Map<String, List<String>> fields = new LinkedHashMap<>();
        try {
            for (String field : new String(body, StandardCharsets.UTF_8).split("&")) {
                String[] parts = field.split("=", 2);
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                if (known.contains(name)) {
                    String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                    fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the body is no form");
        }
        return readQuery(fields, type);
    }

    private static String where(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            // The name of an unknown field is the caller's own text.
            String name = step.getFieldName();
            path.append('/')
                    .append(
                            name == null
                                    ? String.valueOf(step.getIndex())
                                    : name.matches("[A-Za-z]{1,40}") ? name : "?");
        }
        return path.isEmpty() ? "the request" : "the field " + path;
    }

    /** Refuses a request that lacks what is not marked as nullable. */
    private static <Q extends Record> Q complete(@Nullable Q request) throws MalformedException {
        if (request == null) {
            throw new MalformedException("the request is null");
        }
        for (RecordComponent component : request.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                        && component.getAccessor().invoke(request) == null) {
                    throw new MalformedException("the field /" + component.getName() + " is missing");
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
        return request;
    }
}
