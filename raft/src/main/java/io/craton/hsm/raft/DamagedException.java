package io.craton.hsm.raft;

import java.io.IOException;

/** Files of a replica do not hold what was written to them; the message is one line that names them. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String line) {
        super(line);
    }

    DamagedException(String line, Throwable cause) {
        super(line, cause);
    }
}
