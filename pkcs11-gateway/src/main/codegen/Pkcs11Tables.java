import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The facts of PKCS#11 3.2 that the header and the constant classes are made of. */
record Pkcs11Tables(Map<String, String> constants, List<Function> functions, Map<String, List<String>> structures) {
    /** {@code version} is the one that brought the function; {@code state} is here, absent or declared. */
    record Function(String name, String version, String state, List<String> parameters) {}

    static Pkcs11Tables read(Path directory) throws IOException {
        Map<String, String> constants = new LinkedHashMap<>();
        for (String[] row : rows(directory.resolve("pkcs11-constants.tsv"), 2)) {
            constants.put(row[0], row[1]);
        }
        List<Function> functions = new ArrayList<>();
        for (String[] row : rows(directory.resolve("pkcs11-functions.tsv"), 4)) {
            functions.add(new Function(row[0], row[1], row[2], List.of(row[3].split(", "))));
        }
        Map<String, List<String>> structures = new LinkedHashMap<>();
        for (String[] row : rows(directory.resolve("pkcs11-structures.tsv"), 2)) {
            structures.put(row[0], List.of(row[1].split("; ")));
        }
        return new Pkcs11Tables(constants, functions, structures);
    }

    /** The rows after the heading. */
    private static List<String[]> rows(Path file, int columns) throws IOException {
        List<String[]> rows = new ArrayList<>();
        boolean heading = true;
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] row = line.split("\t");
            if (row.length != columns) {
                throw new IllegalArgumentException(file + ": " + columns + " columns expected in: " + line);
            }
            if (!heading) {
                rows.add(row);
            }
            heading = false;
        }
        return rows;
    }
}
