package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One slot's token: plain state, guarded by the fake that owns it. */
final class FakeToken {
    record Session(ApplicationId application, boolean readWrite) {}

    final SlotId slot;

    @Nullable
    String label;

    @Nullable
    String soPin;

    @Nullable
    String userPin;

    long stamp = 1;
    long sessionCounter;
    long objectCounter;
    final Map<SessionHandle, Session> sessions = new TreeMap<>();
    final Map<ApplicationId, Role> logins = new HashMap<>();
    final Map<ObjectHandle, FakeObject> objects = new TreeMap<>();

    FakeToken(SlotId slot) {
        this.slot = slot;
    }

    long sessionsOf(ApplicationId application) {
        return sessions.values().stream()
                .filter(session -> session.application().equals(application))
                .count();
    }

    void close(SessionHandle session) {
        Session closed = sessions.remove(session);
        objects.keySet()
                .removeIf(
                        handle -> handle.isSessionObject() && handle.owner(slot).equals(session));
        if (closed != null && sessionsOf(closed.application()) == 0) {
            logins.remove(closed.application());
            stamp++;
        }
    }

    void closeAll(ApplicationId application) {
        sessions.entrySet().stream()
                .filter(entry -> entry.getValue().application().equals(application))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::close);
    }

    TokenView view() {
        return new TokenView(
                slot,
                label != null,
                label == null ? "" : label,
                "%016x".formatted(slot.value() + 1),
                userPin != null,
                TokenView.PinStanding.CLEAR,
                TokenView.PinStanding.CLEAR,
                sessions.size(),
                (int) sessions.values().stream().filter(Session::readWrite).count(),
                10_000,
                4,
                255,
                stamp);
    }
}
