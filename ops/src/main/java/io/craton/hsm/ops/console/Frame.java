package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Permission;
import java.util.Optional;

/**
 * What every page shows around its own content.
 *
 * @param section the entry of the navigation it belongs to
 * @param commandLine the same question on the command line
 * @param formToken what each form carries
 */
public record Frame(
        Section section,
        String title,
        String commandLine,
        String cluster,
        String node,
        Operator operator,
        String formToken,
        Optional<Notice> notice,
        Assets assets) {
    /** One word after a change: that it was made, or why not. */
    public record Notice(boolean good, String title, String detail) {}

    /** An entry of the navigation. */
    public enum Section {
        DASHBOARD("/", "Dashboard"),
        NODES("/nodes", "Nodes"),
        TOKENS("/slots", "Tokens"),
        OBJECTS("/objects", "Objects"),
        SESSIONS("/sessions", "Sessions"),
        MECHANISMS("/mechanisms", "Mechanisms"),
        SELF_TESTS("/self-tests", "Self-tests"),
        OPERATORS("/operators", "Operators");

        private final String path;
        private final String title;

        Section(String path, String title) {
            this.path = path;
            this.title = title;
        }

        public String path() {
            return path;
        }

        public String title() {
            return title;
        }
    }

    public boolean may(Permission permission) {
        return operator.may(permission);
    }
}
