package io.craton.hsm.actors.session;

import io.craton.hsm.core.session.SessionState;

/** Who uses a session's state on this node. Called on the actor's thread; must not block. */
public interface SessionListener {
    /** The session has been recovered (and taken over, where that was asked) or has changed. */
    void changed(SessionState state);

    /** The actor stopped: the session ended, the application left, or another node has taken it over. */
    void stopped();
}
