package io.craton.hsm.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.hsm.auth.Permission;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 document of routes, made from their declarations: records become schemas, components that are not nullable are required. */
final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TreeMap<String, ObjectNode> schemas = new TreeMap<>();

    private OpenApi() {}

    static ObjectNode document(List<Route<?, ?>> routes, String version) {
        return new OpenApi().build(routes, version);
    }

    private ObjectNode build(List<Route<?, ?>> routes, String version) {
        ObjectNode document = JSON.objectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Craton HSM administration").put("version", version);
        ObjectNode paths = document.putObject("paths");
        for (Route<?, ?> route : routes) {
            ObjectNode path =
                    paths.has(route.path()) ? (ObjectNode) paths.get(route.path()) : paths.putObject(route.path());
            path.set(route.method().name().toLowerCase(Locale.ROOT), operation(route));
        }
        ObjectNode components = document.putObject("components");
        components.putObject("securitySchemes").putObject("clientCertificate").put("type", "mutualTLS");
        schema(Problem.class);
        components.putObject("schemas").setAll(schemas);
        return document;
    }

    private ObjectNode operation(Route<?, ?> route) {
        ObjectNode operation = JSON.objectNode();
        operation.put("operationId", route.operationId());
        operation.put("summary", route.summary());
        ArrayNode security = operation.putArray("security");
        if (route.access() instanceof Access.Needs(Permission permission)) {
            security.addObject().putArray("clientCertificate");
            operation.put(
                    "x-permission", permission.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        ArrayNode parameters = operation.putArray("parameters");
        route.variables().forEach(name -> parameter(parameters, name, "path", true, string()));
        if (!route.method().hasBody()) {
            for (RecordComponent component : route.request().getRecordComponents()) {
                parameter(
                        parameters,
                        component.getName(),
                        "query",
                        !isNullable(component),
                        schema(component.getGenericType()));
            }
        } else {
            body(operation.putObject("requestBody").put("required", true), route.bodyType(), schema(route.request()));
        }
        if (route.method().changes()) {
            parameter(parameters, "Idempotency-Key", "header", false, string());
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode success = responses.putObject(String.valueOf(route.status())).put("description", "Done");
        if (route.response() == Route.Text.class) {
            body(success, "text/plain", string());
        } else {
            body(success, "application/json", schema(route.response()));
        }
        body(responses.putObject("default").put("description", "Refused"), Problem.CONTENT_TYPE, schema(Problem.class));
        return operation;
    }

    private static void body(ObjectNode owner, String contentType, ObjectNode schema) {
        owner.putObject("content").putObject(contentType).set("schema", schema);
    }

    private static void parameter(ArrayNode parameters, String name, String in, boolean required, ObjectNode schema) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", in)
                .put("required", required)
                .set("schema", schema);
    }

    private static ObjectNode string() {
        return JSON.objectNode().put("type", "string");
    }

    private ObjectNode schema(Type type) {
        if (type == String.class) {
            return string();
        } else if (type == Pin.class) {
            return string().put("format", "password").put("writeOnly", true);
        } else if (type == boolean.class || type == Boolean.class) {
            return JSON.objectNode().put("type", "boolean");
        } else if (type == int.class || type == Integer.class) {
            return JSON.objectNode().put("type", "integer").put("format", "int32");
        } else if (type == long.class || type == Long.class) {
            return JSON.objectNode().put("type", "integer").put("format", "int64");
        } else if (type == double.class) {
            return JSON.objectNode().put("type", "number").put("format", "double");
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            ObjectNode array = JSON.objectNode().put("type", "array");
            array.set("items", schema(list.getActualTypeArguments()[0]));
            return array;
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return reference(record);
        }
        throw new IllegalArgumentException("the API document has no form for " + type);
    }

    private ObjectNode reference(Class<?> record) {
        String name = nameOf(record);
        if (!schemas.containsKey(name)) {
            ObjectNode object = JSON.objectNode().put("type", "object");
            schemas.put(name, object);
            object.put("additionalProperties", false);
            ObjectNode properties = object.putObject("properties");
            ArrayNode required = object.putArray("required");
            for (RecordComponent component : record.getRecordComponents()) {
                properties.set(component.getName(), schema(component.getGenericType()));
                if (!isNullable(component)) {
                    required.add(component.getName());
                }
            }
        }
        return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static String nameOf(Class<?> record) {
        Class<?> enclosing = record.getEnclosingClass();
        String outer = enclosing == null
                ? ""
                : enclosing.getSimpleName().replace("Resource", "").replace("View", "");
        return outer + record.getSimpleName();
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String text(ObjectNode document) {
        return document.toPrettyString();
    }
}
