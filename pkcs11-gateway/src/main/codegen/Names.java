/** Names in the three spellings of the generated files. */
final class Names {
    private Names() {}

    /** {@code publicTemplate} to {@code public_template}. */
    static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }

    static String upperSnake(String camel) {
        return snake(camel).toUpperCase(java.util.Locale.ROOT);
    }
}
