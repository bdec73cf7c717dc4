package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.List;
import java.util.Optional;

/** Builds tokens in a wanted state by carrying out commands, each under a request of its own. */
final class TokenLives {
    static final SlotId SLOT = new SlotId(2);
    static final ApplicationId APP = application(1);
    static final ApplicationId OTHER = application(2);
    static final WrappedSecret PIN = new WrappedSecret(Octets.ofHex("5a17"), 600_000, Octets.ofHex("b10b"));
    static final WrappedSecret NEW_PIN = new WrappedSecret(Octets.ofHex("5a18"), 600_000, Octets.ofHex("b10c"));
    static final Octets LOGIN_KEY = Octets.ofHex("10c1");

    private long sequence;
    private TokenState state = TokenState.blank(SLOT);

    static ApplicationId application(int number) {
        byte[] id = new byte[ApplicationId.BYTES];
        id[0] = (byte) number;
        return new ApplicationId(Octets.wrap(id));
    }

    static Cause cause(ApplicationId application, long sequence) {
        return new Cause(new RequestId(application, sequence), 0);
    }

    static NewObject newObject(boolean isPrivate) {
        return new NewObject(
                Octets.wrap(new byte[16]), isPrivate, Octets.ofHex("a0"), Optional.of(Octets.ofHex("5ea1ed")));
    }

    /** An initialised token whose user PIN is set. */
    static TokenLives ready() {
        TokenLives life = new TokenLives().initialized();
        life.evolve(new TokenEvent.PinSet(life.next(APP), Role.USER, PIN));
        return life;
    }

    TokenState state() {
        return state;
    }

    Cause next(ApplicationId application) {
        return cause(application, ++sequence);
    }

    TokenLives evolve(TokenEvent event) {
        state = TokenMachine.evolve(state, event);
        return this;
    }

    /** Carries {@code command} out, which must be accepted. */
    Result done(TokenCommand command) {
        if (TokenMachine.decide(state, command) instanceof Decision.Accepted<TokenEvent>(var events, Result result)) {
            events.forEach(this::evolve);
            return result;
        }
        throw new AssertionError(command + " gave " + TokenMachine.decide(state, command));
    }

    TokenLives initialized() {
        done(new TokenCommand.InitializeToken(next(APP), "label", "0123456789abcdef", PIN));
        return this;
    }

    SessionHandle open(ApplicationId application, boolean readWrite) {
        return done(new TokenCommand.OpenSession(next(application), readWrite, "node1"))
                        instanceof Result.Session(SessionHandle handle)
                ? handle
                : new SessionHandle(0);
    }

    TokenLives withSession(boolean readWrite) {
        open(APP, readWrite);
        return this;
    }

    TokenLives loggedIn(Role role) {
        done(new TokenCommand.LogIn(next(APP), SessionHandle.of(SLOT, 1), role, LOGIN_KEY));
        return this;
    }

    /** Another application's public object and private object, the 1st and 2nd of the token. */
    TokenLives withObjects() {
        SessionHandle session = open(OTHER, true);
        done(new TokenCommand.LogIn(next(OTHER), session, Role.USER, LOGIN_KEY));
        done(new TokenCommand.CreateObjects(next(OTHER), session, List.of(newObject(false), newObject(true))));
        done(new TokenCommand.LogOut(next(OTHER), session));
        done(new TokenCommand.CloseSession(next(OTHER), session));
        return this;
    }

    TokenLives locked(Role role) {
        for (int i = 0; i < TokenLimits.MAX_PIN_TRIES; i++) {
            evolve(new TokenEvent.PinTryCounted(next(OTHER), role));
        }
        return this;
    }

    static final ObjectHandle PUBLIC_OBJECT = ObjectHandle.ofToken(1);
    static final ObjectHandle PRIVATE_OBJECT = ObjectHandle.ofToken(2);
}
