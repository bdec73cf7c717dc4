package io.craton.hsm.actors.token;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a batch of events takes away from lease holders, for one word to them. */
final class Takings {
    /** A stamp nobody holds: makes every holder drop everything. */
    private static final long NO_STAMP = 0;

    private final List<ObjectHandle> objects = new ArrayList<>();
    private final List<ApplicationId> applications = new ArrayList<>();
    private final List<ApplicationId> loggedOut = new ArrayList<>();
    private long fromStamp = -1;
    private long toStamp = -1;

    /** Whether the answer to a command waits until nobody can use what it took away. */
    static boolean takesAway(TokenCommand command) {
        return switch (command) {
            case TokenCommand.DestroyObject _,
                    TokenCommand.ChangeObject _,
                    TokenCommand.LogOut _,
                    TokenCommand.InitializeToken _ -> true;
            case TokenCommand.CountPinTry _,
                    TokenCommand.FailPinTry _,
                    TokenCommand.LogIn _,
                    TokenCommand.SetUserPin _,
                    TokenCommand.ChangePin _,
                    TokenCommand.OpenSession _,
                    TokenCommand.CloseSession _,
                    TokenCommand.CloseAllSessions _,
                    TokenCommand.Attach _,
                    TokenCommand.Detach _,
                    TokenCommand.CreateObjects _ -> false;
        };
    }

    void add(TokenState before, TokenEvent event, TokenState after) {
        if (before.stamp() == after.stamp()) {
            return;
        }
        fromStamp = fromStamp < 0 ? before.stamp() : fromStamp;
        toStamp = after.stamp();
        switch (event) {
            case TokenEvent.TokenInitialized _ -> fromStamp = NO_STAMP;
            case TokenEvent.ObjectChanged it -> objects.add(it.object().handle());
            case TokenEvent.ObjectDestroyed it -> objects.add(it.object());
            case TokenEvent.LoggedIn it -> applications.add(it.cause().request().application());
            case TokenEvent.LoggedOut it -> out(it.cause().request().application());
            case TokenEvent.SessionClosed it -> out(it.cause().request().application());
            case TokenEvent.AllSessionsClosed it -> out(it.cause().request().application());
            case TokenEvent.ApplicationDetached it -> out(it.application());
            case TokenEvent.PinTryCounted _,
                    TokenEvent.PinTryFailed _,
                    TokenEvent.PinSet _,
                    TokenEvent.SessionOpened _,
                    TokenEvent.ApplicationAttached _,
                    TokenEvent.ObjectsCreated _ -> {
                // These take nothing away; the stamp tells holders all the same.
            }
        }
    }

    private void out(ApplicationId application) {
        applications.add(application);
        loggedOut.add(application);
    }

    Optional<Revocations.Taken> taken() {
        return toStamp < 0
                ? Optional.empty()
                : Optional.of(new Revocations.Taken(
                        fromStamp, toStamp, List.copyOf(objects), List.copyOf(applications), List.copyOf(loggedOut)));
    }
}
