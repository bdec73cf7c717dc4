package io.craton.hsm.ops.console;

/** The commands that answer what the pages show. */
final class CommandLines {
    static final String HELP = "craton-admin --help";
    static final String STATUS = "craton-admin status";
    static final String CLUSTER = "craton-admin cluster status";
    static final String TOKENS = "craton-admin token list";
    static final String MECHANISMS = "craton-admin mechanism list";
    static final String SELF_TESTS = "craton-admin fips status";
    static final String OPERATORS = "craton-admin operator list";

    private CommandLines() {}

    static String objects(String slot) {
        return "craton-admin object list --slot " + number(slot);
    }

    static String object(String slot, String object) {
        return "craton-admin object show --slot " + number(slot) + " " + number(object);
    }

    static String sessions(String slot) {
        return "craton-admin session list --slot " + number(slot);
    }

    /** What stands in an address is not put into somebody's shell unless it is a number. */
    private static String number(String text) {
        return text.matches("\\d{1,20}") ? text : "0";
    }
}
