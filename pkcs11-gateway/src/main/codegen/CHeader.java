import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code pkcs11.h}, the interface of PKCS#11 3.2 from the tables; {@code function_lists.c}, the 2.40 and 3.0 lists; {@code absent.c}, the
 * functions that have no capability behind them yet.
 */
final class CHeader {
    private static final Pattern TYPE = Pattern.compile("CK_[A-Z0-9_]+");
    private static final Set<String> BASIC = Set.of("CK_BYTE", "CK_BBOOL", "CK_CHAR", "CK_UTF8CHAR", "CK_ULONG");
    private static final Set<String> CALLBACKS =
            Set.of("CK_NOTIFY", "CK_CREATEMUTEX", "CK_DESTROYMUTEX", "CK_LOCKMUTEX", "CK_UNLOCKMUTEX");
    private static final List<String> VERSIONS = List.of("2.40", "3.0", "3.2");

    private final Pkcs11Tables tables;

    CHeader(Pkcs11Tables tables) {
        this.tables = tables;
    }

    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("pkcs11.h", header());
        files.put("function_lists.c", lists());
        files.put("absent.c", absent());
        return files;
    }

    private static String listType(String version) {
        return switch (version) {
            case "2.40" -> "CK_FUNCTION_LIST";
            case "3.0" -> "CK_FUNCTION_LIST_3_0";
            default -> "CK_FUNCTION_LIST_3_2";
        };
    }

    private List<Pkcs11Tables.Function> upTo(String version) {
        return tables.functions().stream()
                .filter(f -> VERSIONS.indexOf(f.version()) <= VERSIONS.indexOf(version))
                .toList();
    }

    /** The aliases of CK_ULONG: whatever is named as a type and is nothing else. */
    private Set<String> aliases() {
        Set<String> names = new TreeSet<>(Set.of("CK_RV", "CK_LONG", "CK_NOTIFICATION", "CK_CERTIFICATE_TYPE",
                "CK_KEY_TYPE", "CK_OBJECT_CLASS", "CK_PROFILE_ID", "CK_HW_FEATURE_TYPE"));
        tables.structures().values().forEach(fields -> fields.forEach(f -> collect(f, names)));
        tables.functions().forEach(f -> f.parameters().forEach(p -> collect(p, names)));
        names.removeAll(BASIC);
        names.removeAll(CALLBACKS);
        names.removeAll(tables.structures().keySet());
        names.removeIf(name -> name.startsWith("CK_FUNCTION_LIST"));
        return names;
    }

    private static void collect(String text, Set<String> names) {
        Matcher matcher = TYPE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
    }

    private String header() {
        StringBuilder out = new StringBuilder("""
                /* PKCS#11 3.2, generated from the tables in src/main/schema. Do not edit. */
                #ifndef CRATON_PKCS11_H
                #define CRATON_PKCS11_H

                #ifdef __cplusplus
                extern "C" {
                #endif

                #if defined(__GNUC__)
                #define CK_EXPORT __attribute__((visibility("default")))
                #else
                #define CK_EXPORT
                #endif

                typedef unsigned char CK_BYTE, CK_BBOOL, CK_CHAR, CK_UTF8CHAR;
                typedef unsigned long CK_ULONG;
                """);
        aliases().forEach(a -> out.append("typedef %s %s;\n".formatted(a.equals("CK_LONG") ? "long" : "CK_ULONG", a)));
        out.append("""
                typedef CK_RV (*CK_NOTIFY)(CK_SESSION_HANDLE, CK_NOTIFICATION, void *);
                typedef CK_RV (*CK_CREATEMUTEX)(void **);
                typedef CK_RV (*CK_DESTROYMUTEX)(void *);
                typedef CK_RV (*CK_LOCKMUTEX)(void *);
                typedef CK_RV (*CK_UNLOCKMUTEX)(void *);

                """);
        tables.structures().keySet().forEach(s -> out.append("typedef struct %1$s %1$s;\n".formatted(s)));
        VERSIONS.forEach(v -> out.append("typedef struct %1$s %1$s;\n".formatted(listType(v))));
        tables.structures().forEach((name, fields) -> {
            out.append("\nstruct %s {\n".formatted(name));
            fields.forEach(f -> out.append("    ").append(f).append(";\n"));
            out.append("};\n");
        });
        out.append("\n");
        tables.constants().forEach((name, value) -> out.append("#define %s %s\n".formatted(name, constant(value))));
        out.append("\n");
        tables.functions().forEach(f -> out.append(prototype(f, false)).append(";\n"));
        tables.functions().forEach(f -> out.append(
                "typedef CK_RV (*CK_%s)(%s);\n".formatted(f.name(), String.join(", ", f.parameters()))));
        VERSIONS.forEach(v -> {
            out.append("\nstruct %s {\n    CK_VERSION version;\n".formatted(listType(v)));
            upTo(v).forEach(f -> out.append("    CK_%1$s %1$s;\n".formatted(f.name())));
            out.append("};\n");
        });
        return out.append("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n").toString();
    }

    private static String constant(String value) {
        return value.equals("0xffffffffffffffff") ? "(~0UL)" : value + "UL";
    }

    private static String prototype(Pkcs11Tables.Function function, boolean named) {
        StringBuilder parameters = new StringBuilder();
        int number = 0;
        for (String parameter : function.parameters()) {
            number++;
            parameters.append(number == 1 ? "" : ", ").append(parameter);
            if (named) {
                parameters.append(parameter.endsWith("*") ? "" : " ").append("p").append(number);
            }
        }
        return "CK_EXPORT CK_RV %s(%s)".formatted(function.name(), parameters);
    }

    private String lists() {
        StringBuilder out = new StringBuilder("""
                /* Generated from pkcs11-functions.tsv. Do not edit. */
                #include "function_lists.h"
                """);
        for (String version : List.of("2.40", "3.0")) {
            String name = version.equals("2.40") ? "ch_functions_2_40" : "ch_functions_3_0";
            String[] numbers = version.split("\\.");
            out.append("\n%s %s = {\n    .version = {%s, %s},\n"
                    .formatted(listType(version), name, numbers[0], numbers[1]));
            upTo(version).forEach(f -> out.append("    .%1$s = %1$s,\n".formatted(f.name())));
            out.append("};\n");
        }
        return out.toString();
    }

    private String absent() {
        Set<Pkcs11Tables.Function> absent = new LinkedHashSet<>(tables.functions());
        absent.removeIf(f -> !f.state().equals("absent"));
        StringBuilder out = new StringBuilder("""
                /* Generated from pkcs11-functions.tsv: the functions that have no capability behind them. Do not edit. */
                #include "function_lists.h"
                """);
        for (Pkcs11Tables.Function function : absent) {
            out.append("\n").append(prototype(function, true)).append(" {\n");
            for (int i = 1; i <= function.parameters().size(); i++) {
                out.append("    (void)p%d;\n".formatted(i));
            }
            out.append("    return ch_function_not_supported();\n}\n");
        }
        return out.toString();
    }
}
