import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The C side: {@code wire_messages.h} and {@code wire_messages.c}, on the reader and writer of {@code wire.h}. */
final class CWire {
    private final Schema schema;

    CWire(Schema schema) {
        this.schema = schema;
    }

    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("wire_messages.h", header());
        files.put("wire_messages.c", source());
        return files;
    }

    /** Structures first, then a request and a reply for each message. */
    private List<Schema.Struct> everything() {
        List<Schema.Struct> all = new ArrayList<>(schema.structs());
        for (Schema.Message message : schema.messages()) {
            all.add(new Schema.Struct(message.name() + "Request", message.request()));
            all.add(new Schema.Struct(message.name() + "Reply", message.reply()));
        }
        return all;
    }

    private String header() {
        StringBuilder out = new StringBuilder("""
                /* Generated from wire.schema. Do not edit. */
                #ifndef CRATON_WIRE_MESSAGES_H
                #define CRATON_WIRE_MESSAGES_H

                #include "wire.h"

                """);
        out.append("#define CH_MIN_VERSION %d\n#define CH_MAX_VERSION %d\n"
                .formatted(schema.minVersion(), schema.maxVersion()));
        schema.limits().forEach((name, value) -> out.append("#define CH_%s %dU\n".formatted(name, value)));
        out.append("\nenum ch_type {\n");
        schema.messages()
                .forEach(m -> out.append("    CH_TYPE_%s = %d,\n".formatted(Names.upperSnake(m.name()), m.number())));
        out.append("};\n");
        for (Schema.Struct struct : schema.structs()) {
            out.append(declare(struct));
            if (!listed(struct)) {
                continue;
            }
            String name = Names.snake(struct.name());
            out.append("""

                    /* To encode: items. When decoded: wire, to be read with ch_get_%1$s. */
                    struct ch_%1$s_list {
                        uint32_t count;
                        const struct ch_%1$s *items;
                        struct ch_bytes wire;
                    };
                    """.formatted(name));
        }
        everything().stream()
                .filter(s -> !schema.structs().contains(s))
                .forEach(s -> out.append(declare(s)));
        out.append("\n");
        for (Schema.Struct struct : everything()) {
            String name = Names.snake(struct.name());
            out.append("void ch_put_%1$s(struct ch_writer *out, const struct ch_%1$s *value);\n".formatted(name));
            out.append("void ch_get_%1$s(struct ch_reader *in, struct ch_%1$s *value);\n".formatted(name));
        }
        return out.append("\n#endif\n").toString();
    }

    private String declare(Schema.Struct struct) {
        StringBuilder out = new StringBuilder("\nstruct ch_%s {\n".formatted(Names.snake(struct.name())));
        struct.fields().forEach(f -> out.append("    %s %s;\n".formatted(type(f), Names.snake(f.name()))));
        if (struct.fields().isEmpty()) {
            out.append("    uint8_t nothing; /* ISO C has no empty structures */\n");
        }
        return out.append("};\n").toString();
    }

    private static String type(Schema.Field field) {
        return switch (field.kind()) {
            case U8 -> "uint8_t";
            case U16 -> "uint16_t";
            case U32 -> "uint32_t";
            case U64 -> "uint64_t";
            case BOOL -> "bool";
            case BYTES, SECRET, FIXED, TEXT -> "struct ch_bytes";
            case STRUCT -> "struct ch_" + Names.snake(field.element());
            case LIST -> "struct ch_" + Names.snake(field.element()) + "_list";
        };
    }

    private String source() {
        StringBuilder out = new StringBuilder("""
                /* Generated from wire.schema. Do not edit. */
                #include "wire_messages.h"
                """);
        for (Schema.Struct struct : schema.structs()) {
            out.append(functions(struct)).append(listed(struct) ? listFunctions(struct) : "");
        }
        everything().stream()
                .filter(s -> !schema.structs().contains(s))
                .forEach(s -> out.append(functions(s)));
        return out.toString();
    }

    private String functions(Schema.Struct struct) {
        String name = Names.snake(struct.name());
        StringBuilder out = new StringBuilder();
        out.append("\nvoid ch_put_%1$s(struct ch_writer *out, const struct ch_%1$s *value) {\n".formatted(name));
        if (struct.fields().isEmpty()) {
            out.append("    (void)value;\n");
        }
        struct.fields().forEach(f -> out.append("    ").append(put(f)).append("\n"));
        out.append("    ch_put_u16(out, 0);\n}\n");
        out.append("\nvoid ch_get_%1$s(struct ch_reader *in, struct ch_%1$s *value) {\n".formatted(name));
        if (struct.fields().isEmpty()) {
            out.append("    value->nothing = 0;\n");
        }
        struct.fields().forEach(f -> out.append("    ").append(get(f)).append("\n"));
        return out.append("    ch_skip_extensions(in, CH_MAX_EXTENSIONS);\n}\n").toString();
    }

    private String listFunctions(Schema.Struct struct) {
        return """

                static void put_%1$s_list(struct ch_writer *out, const struct ch_%1$s_list *list, uint32_t limit) {
                    ch_put_count(out, list->count, limit);
                    if (list->items == NULL) {
                        ch_put_raw(out, list->wire);
                        return;
                    }
                    for (uint32_t i = 0; i < list->count && !out->failed; i++) {
                        ch_put_%1$s(out, &list->items[i]);
                    }
                }

                static void get_%1$s_list(struct ch_reader *in, struct ch_%1$s_list *list, uint32_t limit) {
                    struct ch_%1$s each;
                    list->count = ch_get_count(in, limit);
                    list->items = NULL;
                    const uint8_t *start = in->at;
                    for (uint32_t i = 0; i < list->count && !in->failed; i++) {
                        ch_get_%1$s(in, &each);
                    }
                    list->wire = (struct ch_bytes){start, in->failed ? 0 : (uint32_t)(in->at - start)};
                    if (in->failed) {
                        list->count = 0;
                    }
                }
                """.formatted(Names.snake(struct.name()));
    }

    private static String limit(Schema.Field field) {
        return Character.isDigit(field.limit().charAt(0)) ? field.limit() : "CH_" + field.limit();
    }

    /** Whether some message has a list of it. */
    private boolean listed(Schema.Struct struct) {
        return everything().stream()
                .flatMap(s -> s.fields().stream())
                .anyMatch(f -> f.kind() == Schema.Kind.LIST && f.element().equals(struct.name()));
    }

    private static boolean ofStructures(Schema.Field field) {
        return !field.element().equals("u64");
    }

    private String put(Schema.Field field) {
        String value = "value->" + Names.snake(field.name());
        return switch (field.kind()) {
            case U8 -> "ch_put_u8(out, " + value + ");";
            case U16 -> "ch_put_u16(out, " + value + ");";
            case U32 -> "ch_put_u32(out, " + value + ");";
            case U64 -> "ch_put_u64(out, " + value + ");";
            case BOOL -> "ch_put_u8(out, " + value + " ? 1 : 0);";
            case BYTES, SECRET, TEXT -> "ch_put_bytes(out, " + value + ", " + limit(field) + ");";
            case FIXED -> "ch_put_fixed(out, " + value + ", " + limit(field) + ");";
            case STRUCT -> "ch_put_" + Names.snake(field.element()) + "(out, &" + value + ");";
            case LIST -> (ofStructures(field) ? "" : "ch_") + "put_" + Names.snake(field.element()) + "_list(out, &" + value
                    + ", " + limit(field) + ");";
        };
    }

    private String get(Schema.Field field) {
        String value = "value->" + Names.snake(field.name());
        return switch (field.kind()) {
            case U8 -> value + " = ch_get_u8(in);";
            case U16 -> value + " = ch_get_u16(in);";
            case U32 -> value + " = ch_get_u32(in);";
            case U64 -> value + " = ch_get_u64(in);";
            case BOOL -> value + " = ch_get_bool(in);";
            case BYTES, SECRET, TEXT -> value + " = ch_get_bytes(in, " + limit(field) + ");";
            case FIXED -> value + " = ch_get_fixed(in, " + limit(field) + ");";
            case STRUCT -> "ch_get_" + Names.snake(field.element()) + "(in, &" + value + ");";
            case LIST -> (ofStructures(field) ? "" : "ch_") + "get_" + Names.snake(field.element()) + "_list(in, &" + value
                    + ", " + limit(field) + ");";
        };
    }
}
