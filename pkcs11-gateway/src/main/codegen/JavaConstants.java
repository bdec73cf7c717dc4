import java.util.Map;
import java.util.TreeMap;

/** The constant classes {@code Ckr}, {@code Cka}, {@code Ckm} and so on: one for each prefix of the standard. */
final class JavaConstants {
    private final Pkcs11Tables tables;

    JavaConstants(Pkcs11Tables tables) {
        this.tables = tables;
    }

    Map<String, String> files() {
        Map<String, StringBuilder> classes = new TreeMap<>();
        tables.constants().forEach((name, value) -> {
            String prefix = name.substring(0, name.indexOf('_'));
            classes.computeIfAbsent(prefix, p -> new StringBuilder())
                    .append("    public static final long %s = %sL;\n"
                            .formatted(identifier(name.substring(name.indexOf('_') + 1)), value));
        });
        Map<String, String> files = new TreeMap<>();
        classes.forEach((prefix, body) -> {
            String type = prefix.charAt(0) + prefix.substring(1).toLowerCase(java.util.Locale.ROOT);
            String extra = prefix.equals("CKR") ? names(prefix) : "";
            files.put(type + ".java", """
                    // Generated from pkcs11-constants.tsv. Do not edit.
                    package %s;

                    /** The %s_ constants of PKCS#11 3.2, without their prefix. */
                    public final class %s {
                    %s
                        private %s() {}
                    %s}
                    """.formatted(WireGenerator.PACKAGE, prefix, type, body, type, extra));
        });
        return files;
    }

    /** A method that names a code, and the list of all codes. */
    private String names(String prefix) {
        StringBuilder names = new StringBuilder();
        Map<Long, String> seen = new TreeMap<>();
        tables.constants().forEach((name, value) -> {
            if (name.startsWith(prefix + "_")) {
                seen.putIfAbsent(Long.decode(value), name);
            }
        });
        names.append("\n    /** The standard's name of the code, or its number in hexadecimal. */\n");
        names.append("    public static String name(long code) {\n");
        names.append("        return ALL.getOrDefault(code, \"0x\" + Long.toHexString(code));\n    }\n");
        names.append("\n    /** Every code of the standard with its name. */\n");
        names.append("    public static final java.util.Map<Long, String> ALL = java.util.Map.ofEntries(\n");
        StringBuilder entries = new StringBuilder();
        seen.forEach((value, name) -> entries.append(entries.isEmpty() ? "" : ",\n")
                .append("            java.util.Map.entry(%dL, \"%s\")".formatted(value, name)));
        return names.append(entries).append(");\n").toString();
    }

    private static String identifier(String name) {
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }
}
