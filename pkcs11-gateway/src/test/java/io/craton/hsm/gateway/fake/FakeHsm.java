package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.ApplicationTicket;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HSM in one heap: tokens, sessions, logins, objects and the JDK's cryptography, with the answers the real one gives. Tests steer it with
 * {@link #interception}. Thread-safe.
 */
public final class FakeHsm extends FakeKeyUse {
    private final Map<ApplicationId, Integer> users = new HashMap<>();
    private final List<ApplicationId> gone = new CopyOnWriteArrayList<>();

    public FakeHsm(int slots) {
        super(slots);
    }

    /** An HSM whose first token has the label "demo", the SO PIN "87654321" and the user PIN "1234". */
    public static FakeHsm withDemoToken() {
        FakeHsm hsm = new FakeHsm(2);
        hsm.tokens[0].label = "demo";
        hsm.tokens[0].soPin = "87654321";
        hsm.tokens[0].userPin = "1234";
        return hsm;
    }

    /** Applications reported as gone, in order. */
    public List<ApplicationId> gone() {
        return List.copyOf(gone);
    }

    @Override
    public synchronized ApplicationTicket admit(int peerUid) {
        byte[] id = new byte[ApplicationId.BYTES];
        random.nextBytes(id);
        ApplicationId application = new ApplicationId(Octets.wrap(id));
        users.put(application, peerUid);
        return new ApplicationTicket(application, proof(application));
    }

    private static Octets proof(ApplicationId application) {
        byte[] id = application.value().toByteArray();
        byte[] proof = Arrays.copyOf(id, 32);
        proof[31] = 1;
        return Octets.wrap(proof);
    }

    @Override
    public synchronized boolean isGenuine(ApplicationTicket ticket, int peerUid) {
        Integer uid = users.get(ticket.application());
        return uid != null && uid == peerUid && ticket.proof().equals(proof(ticket.application()));
    }

    @Override
    public void applicationGone(ApplicationId application) {
        synchronized (this) {
            for (FakeToken token : tokens) {
                token.closeAll(application);
            }
        }
        gone.add(application);
    }
}
