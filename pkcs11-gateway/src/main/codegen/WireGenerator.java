import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Generates the codecs of both sides of the wire, the PKCS#11 header and the PKCS#11 constants from the files in {@code src/main/schema}.
 * Runs with the JDK's source launcher: {@code java WireGenerator.java SCHEMA_DIR JAVA_DIR C_DIR}. A file whose text has not changed is
 * not touched, so that nothing is compiled twice.
 */
final class WireGenerator {
    static final String PACKAGE = "io.craton.hsm.gateway.wire";

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: java WireGenerator.java SCHEMA_DIR JAVA_DIR C_DIR");
            System.exit(2);
        }
        Path schemas = Path.of(args[0]);
        Path java = Path.of(args[1]).resolve(PACKAGE.replace('.', '/'));
        Path c = Path.of(args[2]);
        Schema schema = Schema.read(schemas.resolve("wire.schema"));
        Pkcs11Tables tables = Pkcs11Tables.read(schemas);

        new JavaWire(schema).files().forEach((name, text) -> write(java.resolve(name), text));
        new JavaConstants(tables).files().forEach((name, text) -> write(java.resolve(name), text));
        new CWire(schema).files().forEach((name, text) -> write(c.resolve(name), text));
        new CHeader(tables).files().forEach((name, text) -> write(c.resolve(name), text));
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
