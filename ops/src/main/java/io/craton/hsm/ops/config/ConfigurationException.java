package io.craton.hsm.ops.config;

import java.util.List;

/**
 * The configuration of a node cannot be used. Carries every problem found, one line each, naming the file, the line where
 * known, the key and what is expected there. No line holds the content of a key file or of a private key.
 */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Never empty; in the order of the file's sections. */
    public List<String> problems() {
        return problems;
    }
}
