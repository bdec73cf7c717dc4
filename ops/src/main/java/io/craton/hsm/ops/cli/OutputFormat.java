package io.craton.hsm.ops.cli;

/** How a command prints what it was answered. */
enum OutputFormat {
    /** For people; the columns may change. */
    table,
    /** The API's own document. */
    json,
    /** The same as YAML. */
    yaml
}
