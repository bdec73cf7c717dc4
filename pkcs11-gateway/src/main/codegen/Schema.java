import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The wire schema as read from its file; a mistake in it stops the build with the line's number. */
record Schema(int minVersion, int maxVersion, Map<String, Long> limits, List<Struct> structs, List<Message> messages) {
    /** What a field holds; {@code element} is the structure's name or "u64" for LIST and STRUCT. */
    enum Kind {
        U8,
        U16,
        U32,
        U64,
        BOOL,
        BYTES,
        TEXT,
        SECRET,
        FIXED,
        STRUCT,
        LIST
    }

    record Field(String name, Kind kind, String element, String limit) {
        boolean isBytes() {
            return kind == Kind.BYTES || kind == Kind.SECRET || kind == Kind.FIXED || kind == Kind.TEXT;
        }
    }

    record Struct(String name, List<Field> fields) {}

    record Message(int number, String name, List<Field> request, List<Field> reply) {}

    static Schema read(Path file) throws IOException {
        return new Parser(file).parse();
    }

    private static final class Parser {
        private final Path file;
        private final Map<String, Long> limits = new LinkedHashMap<>();
        private final List<Struct> structs = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private int minVersion;
        private int maxVersion;
        private List<Field> open;
        private int line;

        Parser(Path file) {
            this.file = file;
        }

        Schema parse() throws IOException {
            for (String text : Files.readAllLines(file)) {
                line++;
                int hash = text.indexOf('#');
                String[] words = (hash < 0 ? text : text.substring(0, hash)).strip().split("\\s+");
                if (words[0].isEmpty()) {
                    continue;
                }
                if (Character.isWhitespace(text.charAt(0))) {
                    acceptIndented(words);
                } else {
                    accept(words);
                }
            }
            return new Schema(minVersion, maxVersion, limits, structs, messages);
        }

        private void accept(String[] words) {
            switch (words[0]) {
                case "version" -> {
                    minVersion = Integer.parseInt(words[1]);
                    maxVersion = Integer.parseInt(words[2]);
                }
                case "limit", "constant" -> {
                    require(limits.put(words[1], Long.parseLong(words[2])) == null, "name defined twice");
                }
                case "struct" -> {
                    open = new ArrayList<>();
                    require(names.add(words[1]), "name defined twice");
                    structs.add(new Struct(words[1], open));
                }
                case "message" -> {
                    int number = Integer.parseInt(words[1]);
                    require(messages.stream().noneMatch(m -> m.number() == number), "number used twice");
                    require(names.add(words[2]), "name defined twice");
                    messages.add(new Message(number, words[2], new ArrayList<>(), new ArrayList<>()));
                    open = null;
                }
                default -> require(false, "not understood");
            }
        }

        private void acceptIndented(String[] words) {
            if (words.length == 1 && words[0].equals("request")) {
                open = messages.getLast().request();
            } else if (words.length == 1 && words[0].equals("reply")) {
                open = messages.getLast().reply();
            } else {
                require(open != null && words.length >= 2, "not understood");
                open.add(field(words));
            }
        }

        private Field field(String[] words) {
            String name = words[0];
            Kind kind =
                    switch (words[1]) {
                        case "u8" -> Kind.U8;
                        case "u16" -> Kind.U16;
                        case "u32" -> Kind.U32;
                        case "u64" -> Kind.U64;
                        case "bool" -> Kind.BOOL;
                        case "bytes" -> Kind.BYTES;
                        case "text" -> Kind.TEXT;
                        case "secret" -> Kind.SECRET;
                        case "fixed" -> Kind.FIXED;
                        case "list" -> Kind.LIST;
                        default -> Kind.STRUCT;
                    };
            return switch (kind) {
                case U8, U16, U32, U64, BOOL -> new Field(name, kind, "", "");
                case BYTES, TEXT, SECRET, FIXED -> new Field(name, kind, "", limit(words, 2));
                case STRUCT -> new Field(name, kind, element(words[1]), "");
                case LIST -> new Field(name, kind, words[2].equals("u64") ? "u64" : element(words[2]), limit(words, 3));
            };
        }

        private String element(String name) {
            require(structs.stream().anyMatch(s -> s.name().equals(name)), "no structure of that name above");
            return name;
        }

        private String limit(String[] words, int at) {
            require(words.length == at + 1, "a limit is missing");
            require(words[at].matches("[0-9]+") || limits.containsKey(words[at]), "no such limit");
            return words[at];
        }

        private void require(boolean condition, String what) {
            if (!condition) {
                throw new IllegalArgumentException(file + ":" + line + ": " + what);
            }
        }
    }
}
