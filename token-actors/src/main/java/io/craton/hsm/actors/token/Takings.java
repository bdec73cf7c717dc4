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

    /** Whether a command can take something away, so that a repeat of it waits as its first time did. */
    static boolean takesAway(TokenCommand command) {
        return switch (command) {
            case TokenCommand.DestroyObject _,
                    TokenCommand.ChangeObject _,
                    TokenCommand.LogOut _,
                    TokenCommand.CloseSession _,
                    TokenCommand.CloseAllSessions _,
                    TokenCommand.EvictApplication _,
                    TokenCommand.EvictSession _,
                    TokenCommand.InitializeToken _ -> true;
            case TokenCommand.CountPinTry _,
                    TokenCommand.FailPinTry _,
                    TokenCommand.LogIn _,
                    TokenCommand.SetUserPin _,
                    TokenCommand.ChangePin _,
                    TokenCommand.OpenSession _,
                    TokenCommand.Attach _,
                    TokenCommand.Detach _,
                    TokenCommand.CreateObjects _ -> false;
        };
    }

    /** Adds an event; answers whether its cause is acknowledged only when every holder has let go. A login takes nothing from anybody. */
    boolean add(TokenState before, TokenEvent event, TokenState after) {
        if (before.stamp() == after.stamp()) {
            return false;
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
            case TokenEvent.ApplicationEvicted it -> out(it.application());
            case TokenEvent.SessionEvicted it -> {
                if (after.login(it.application()).isPresent()) {
                    applications.add(it.application());
                } else {
                    out(it.application());
                }
            }
            case TokenEvent.PinTryCounted _,
                    TokenEvent.PinTryFailed _,
                    TokenEvent.PinSet _,
                    TokenEvent.SessionOpened _,
                    TokenEvent.ApplicationAttached _,
                    TokenEvent.ObjectsCreated _ -> {
                // These take nothing away; the stamp tells holders all the same.
            }
        }
        return !(event instanceof TokenEvent.LoggedIn);
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
