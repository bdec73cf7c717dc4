package io.craton.hsm.ops.cli;

/** Text of others as a terminal may show it: a label cannot move the cursor or begin a line. */
final class PlainText {
    private PlainText() {}

    static String of(String text) {
        return text.codePoints()
                .map(point -> isPlain(point) ? point : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
