import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Java side: {@code Wire} with limits and structures, {@code Request} and {@code Reply} with a record for every message. */
final class JavaWire {
    private final Schema schema;

    JavaWire(Schema schema) {
        this.schema = schema;
    }

    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("Wire.java", wire());
        files.put("Request.java", messages("Request", "What a client asks of a gateway.", true));
        files.put("Reply.java", messages("Reply", "The body of a reply whose code is CKR_OK.", false));
        return files;
    }

    private static String head() {
        return """
                // Generated from wire.schema. Do not edit.
                package %s;

                import java.util.List;

                """.formatted(WireGenerator.PACKAGE);
    }

    private String wire() {
        StringBuilder out = new StringBuilder(head());
        out.append("/** The limits and structures of the wire protocol. Slices borrow the buffer they were read from. */\n");
        out.append("public final class Wire {\n");
        out.append("    public static final int MIN_VERSION = %d;\n".formatted(schema.minVersion()));
        out.append("    public static final int MAX_VERSION = %d;\n".formatted(schema.maxVersion()));
        schema.limits()
                .forEach((name, value) -> out.append("    public static final int %s = %d;\n".formatted(name, value)));
        for (Schema.Message message : schema.messages()) {
            out.append("    public static final int TYPE_%s = %d;\n"
                    .formatted(Names.upperSnake(message.name()), message.number()));
        }
        out.append("\n    private Wire() {}\n");
        for (Schema.Struct struct : schema.structs()) {
            out.append("\n").append(record(struct.name(), struct.fields(), "", null));
        }
        return out.append("}\n").toString();
    }

    private String messages(String name, String about, boolean requests) {
        StringBuilder out = new StringBuilder(head());
        out.append("/** %s Slices borrow the buffer they were read from. */\n".formatted(about));
        out.append("public sealed interface %s {\n".formatted(name));
        out.append("    /** The frame type of the message. */\n    int type();\n\n");
        out.append("    void encode(WireWriter out);\n\n");
        out.append("    /** Reads a body of that type, which must end with the input. */\n");
        out.append("    static %s decode(int type, WireReader in) throws MalformedFrameException {\n".formatted(name));
        out.append("        %s message =\n                switch (type) {\n".formatted(name));
        for (Schema.Message message : schema.messages()) {
            out.append("                    case %d -> %s.decode(in);\n".formatted(message.number(), message.name()));
        }
        out.append("                    default -> throw new MalformedFrameException(\"unknown message type \" + type);\n");
        out.append("                };\n        in.expectEnd();\n        return message;\n    }\n");
        for (Schema.Message message : schema.messages()) {
            List<Schema.Field> fields = requests ? message.request() : message.reply();
            out.append("\n").append(record(message.name(), fields, " implements " + name, message.number()));
        }
        return out.append("}\n").toString();
    }

    private String record(String name, List<Schema.Field> fields, String implemented, Integer type) {
        StringBuilder out = new StringBuilder();
        String components =
                String.join(", ", fields.stream().map(f -> type(f) + " " + f.name()).toList());
        out.append("    public record %s(%s)%s {\n".formatted(name, components, implemented));
        if (type != null) {
            out.append("        @Override\n        public int type() {\n            return %d;\n        }\n\n".formatted(type));
            out.append("        @Override\n");
        }
        out.append("        public void encode(WireWriter out) {\n");
        fields.forEach(f -> out.append("            ").append(put(f)).append("\n"));
        out.append("            out.noExtensions();\n        }\n\n");
        out.append("        public static %s decode(WireReader in) throws MalformedFrameException {\n".formatted(name));
        fields.forEach(f ->
                out.append("            %s %s = %s;\n".formatted(type(f), f.name(), get(f))));
        out.append("            in.skipExtensions();\n");
        String arguments = String.join(", ", fields.stream().map(Schema.Field::name).toList());
        return out.append("            return new %s(%s);\n        }\n    }\n".formatted(name, arguments))
                .toString();
    }

    private static String type(Schema.Field field) {
        return switch (field.kind()) {
            case U8, U16, U32 -> "int";
            case U64 -> "long";
            case BOOL -> "boolean";
            case BYTES, SECRET, FIXED -> "Slice";
            case TEXT -> "String";
            case STRUCT -> qualified(field.element());
            case LIST -> field.element().equals("u64") ? "long[]" : "List<" + qualified(field.element()) + ">";
        };
    }

    private static String qualified(String struct) {
        return "Wire." + struct;
    }

    private static String limit(Schema.Field field) {
        return Character.isDigit(field.limit().charAt(0)) ? field.limit() : "Wire." + field.limit();
    }

    private static String put(Schema.Field field) {
        String name = field.name();
        return switch (field.kind()) {
            case U8 -> "out.u8(" + name + ");";
            case U16 -> "out.u16(" + name + ");";
            case U32 -> "out.u32(" + name + ");";
            case U64 -> "out.u64(" + name + ");";
            case BOOL -> "out.bool(" + name + ");";
            case BYTES, SECRET -> "out.bytes(" + name + ", " + limit(field) + ");";
            case FIXED -> "out.fixed(" + name + ", " + limit(field) + ");";
            case TEXT -> "out.text(" + name + ", " + limit(field) + ");";
            case STRUCT -> name + ".encode(out);";
            case LIST ->
                field.element().equals("u64")
                        ? "out.longs(" + name + ", " + limit(field) + ");"
                        : "out.list(" + name + ", " + limit(field) + ", " + qualified(field.element()) + "::encode);";
        };
    }

    private static String get(Schema.Field field) {
        return switch (field.kind()) {
            case U8 -> "in.u8()";
            case U16 -> "in.u16()";
            case U32 -> "in.u32()";
            case U64 -> "in.u64()";
            case BOOL -> "in.bool()";
            case BYTES, SECRET -> "in.bytes(" + limit(field) + ")";
            case FIXED -> "in.fixed(" + limit(field) + ")";
            case TEXT -> "in.text(" + limit(field) + ")";
            case STRUCT -> qualified(field.element()) + ".decode(in)";
            case LIST ->
                field.element().equals("u64")
                        ? "in.longs(" + limit(field) + ")"
                        : "in.list(" + limit(field) + ", " + qualified(field.element()) + "::decode)";
        };
    }
}
