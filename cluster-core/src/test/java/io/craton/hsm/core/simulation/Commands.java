package io.craton.hsm.core.simulation;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.List;
import java.util.Optional;

/** The token commands that a client's request becomes. */
final class Commands {
    private static final Octets UID = Octets.wrap(new byte[16]);
    private static final Octets LOGIN_KEY = Octets.ofHex("10c1");
    private static final Octets MATERIAL = Octets.ofHex("5ea1ed");

    private Commands() {}

    static TokenCommand first(Cause cause, ClientOperation operation, World world) {
        return switch (operation) {
            case ClientOperation.Open(boolean readWrite) -> new TokenCommand.OpenSession(cause, readWrite, "n0");
            case ClientOperation.Close(var session) -> new TokenCommand.CloseSession(cause, session);
            case ClientOperation.CloseAll() -> new TokenCommand.CloseAllSessions(cause);
            case ClientOperation.LogIn(var session, boolean _) ->
                new TokenCommand.CountPinTry(cause, new TokenCommand.PinUse.ForLogin(session, Role.USER));
            case ClientOperation.LogOut(var session) -> new TokenCommand.LogOut(cause, session);
            case ClientOperation.Create(var session, boolean isPrivate) ->
                new TokenCommand.CreateObjects(
                        cause, session, List.of(new NewObject(UID, isPrivate, version(world), Optional.of(MATERIAL))));
            case ClientOperation.Change(var session, ObjectHandle key) ->
                new TokenCommand.ChangeObject(
                        cause, session, new StoredObject(key, UID, false, version(world), Optional.of(MATERIAL)));
            case ClientOperation.Destroy(var session, ObjectHandle key) ->
                new TokenCommand.DestroyObject(cause, session, key);
        };
    }

    static TokenCommand afterPinCheck(Cause cause, ClientOperation.LogIn login, boolean right) {
        return right
                ? new TokenCommand.LogIn(cause, login.session(), Role.USER, LOGIN_KEY)
                : new TokenCommand.FailPinTry(cause);
    }

    private static Octets version(World world) {
        return Octets.ofHex("%016x".formatted(world.nextUnique()));
    }
}
