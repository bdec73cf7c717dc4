package io.craton.hsm.raft;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.ExtensionId;
import org.apache.pekko.actor.ExtensionIdProvider;

/** Starts the {@link JournalRouter} with every actor system; named in {@code reference.conf}. */
public final class JournalRouterId extends AbstractExtensionId<JournalRouter> implements ExtensionIdProvider {
    static final JournalRouterId INSTANCE = new JournalRouterId();

    @Override
    public JournalRouter createExtension(ExtendedActorSystem system) {
        return new JournalRouter(system);
    }

    @Override
    public ExtensionId<JournalRouter> lookup() {
        return INSTANCE;
    }
}
