package io.craton.hsm.actors.admin;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.Role;
import java.util.List;
import java.util.Optional;

/**
 * A process that uses a token.
 *
 * @param nodes it is connected to
 */
public record ApplicationView(
        ApplicationId application, Optional<Role> login, List<String> nodes, int sessions, int readWriteSessions) {
    public ApplicationView {
        nodes = List.copyOf(nodes);
    }
}
