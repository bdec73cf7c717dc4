package io.craton.hsm.core.token;

import static io.craton.hsm.core.token.TokenLives.APP;
import static io.craton.hsm.core.token.TokenLives.LOGIN_KEY;
import static io.craton.hsm.core.token.TokenLives.NEW_PIN;
import static io.craton.hsm.core.token.TokenLives.OTHER;
import static io.craton.hsm.core.token.TokenLives.PRIVATE_OBJECT;
import static io.craton.hsm.core.token.TokenLives.PUBLIC_OBJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Golden;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.TokenCommand.PinUse;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every command in every kind of state. The golden file is the table; a change of it is a change of behaviour. */
final class TokenMachineTableTest {
    private static final SessionHandle FIRST = SessionHandle.of(TokenLives.SLOT, 1);
    private static final long FRESH = 1_000;

    private static Map<String, TokenState> states() {
        Map<String, TokenState> states = new LinkedHashMap<>();
        states.put("blank", new TokenLives().state());
        states.put("initialised, no user PIN", new TokenLives().initialized().state());
        states.put(
                "no user PIN, read-write session",
                new TokenLives().initialized().withSession(true).state());
        states.put("ready", TokenLives.ready().state());
        states.put("read-only session", readyWith(false).withObjects().state());
        states.put("read-write session", readyWith(true).withObjects().state());
        states.put(
                "both kinds of session",
                readyWith(true).withSession(false).withObjects().state());
        states.put(
                "user in, read-only session",
                readyWith(false).withObjects().loggedIn(Role.USER).state());
        states.put(
                "user in, read-write session",
                readyWith(true).withObjects().loggedIn(Role.USER).state());
        states.put(
                "SO in",
                readyWith(true).withObjects().loggedIn(Role.SECURITY_OFFICER).state());
        states.put(
                "user PIN locked",
                readyWith(true).withObjects().locked(Role.USER).state());
        states.put(
                "SO PIN locked",
                readyWith(true).withObjects().locked(Role.SECURITY_OFFICER).state());
        states.put(
                "no session, SO PIN locked",
                TokenLives.ready().locked(Role.SECURITY_OFFICER).state());
        return states;
    }

    private static TokenLives readyWith(boolean readWrite) {
        return TokenLives.ready().withSession(readWrite);
    }

    private static Map<String, TokenCommand> commands() {
        Cause mine = TokenLives.cause(APP, FRESH);
        Map<String, TokenCommand> commands = new LinkedHashMap<>();
        commands.put("InitializeToken", new TokenCommand.InitializeToken(mine, "new", "0123456789abcdef", NEW_PIN));
        commands.put("CountPinTry(init)", new TokenCommand.CountPinTry(mine, new PinUse.ForInitialization()));
        commands.put("CountPinTry(user)", new TokenCommand.CountPinTry(mine, new PinUse.ForLogin(FIRST, Role.USER)));
        commands.put(
                "CountPinTry(SO)",
                new TokenCommand.CountPinTry(mine, new PinUse.ForLogin(FIRST, Role.SECURITY_OFFICER)));
        commands.put("CountPinTry(change)", new TokenCommand.CountPinTry(mine, new PinUse.ForChange(FIRST)));
        commands.put("FailPinTry", new TokenCommand.FailPinTry(mine));
        commands.put("LogIn(user)", new TokenCommand.LogIn(mine, FIRST, Role.USER, LOGIN_KEY));
        commands.put("LogIn(SO)", new TokenCommand.LogIn(mine, FIRST, Role.SECURITY_OFFICER, LOGIN_KEY));
        commands.put("LogOut", new TokenCommand.LogOut(mine, FIRST));
        commands.put("SetUserPin", new TokenCommand.SetUserPin(mine, FIRST, NEW_PIN));
        commands.put("ChangePin", new TokenCommand.ChangePin(mine, FIRST, Role.USER, NEW_PIN));
        commands.put("OpenSession(ro)", new TokenCommand.OpenSession(mine, false, "node1"));
        commands.put("OpenSession(rw)", new TokenCommand.OpenSession(mine, true, "node1"));
        commands.put("CloseSession", new TokenCommand.CloseSession(mine, FIRST));
        commands.put("CloseAllSessions", new TokenCommand.CloseAllSessions(mine));
        commands.put("Attach(same node)", new TokenCommand.Attach(APP, FIRST, "node1"));
        commands.put("Attach(new node)", new TokenCommand.Attach(APP, FIRST, "node2"));
        commands.put("Detach", new TokenCommand.Detach(APP, "node1"));
        commands.put(
                "EvictApplication",
                new TokenCommand.EvictApplication(
                        APP, TokenLives.cause(OTHER, FRESH).request()));
        commands.put(
                "EvictSession",
                new TokenCommand.EvictSession(
                        FIRST, TokenLives.cause(OTHER, FRESH).request()));
        commands.put(
                "CreateObjects(public)",
                new TokenCommand.CreateObjects(mine, FIRST, List.of(TokenLives.newObject(false))));
        commands.put(
                "CreateObjects(private)",
                new TokenCommand.CreateObjects(mine, FIRST, List.of(TokenLives.newObject(true))));
        commands.put("ChangeObject(public)", change(mine, PUBLIC_OBJECT, false));
        commands.put("ChangeObject(private)", change(mine, PRIVATE_OBJECT, true));
        commands.put("ChangeObject(to private)", change(mine, PUBLIC_OBJECT, true));
        commands.put("DestroyObject(public)", new TokenCommand.DestroyObject(mine, FIRST, PUBLIC_OBJECT));
        commands.put("DestroyObject(private)", new TokenCommand.DestroyObject(mine, FIRST, PRIVATE_OBJECT));
        commands.put("DestroyObject(none)", new TokenCommand.DestroyObject(mine, FIRST, ObjectHandle.ofToken(77)));
        return commands;
    }

    private static TokenCommand change(Cause cause, ObjectHandle object, boolean isPrivate) {
        return new TokenCommand.ChangeObject(
                cause, FIRST, TokenLives.newObject(isPrivate).withHandle(object));
    }

    @Test
    void decidesEveryCommandInEveryStateAsTheTableSays() {
        String table = states().entrySet().stream()
                .map(state -> "# " + state.getKey() + "\n"
                        + commands().entrySet().stream()
                                .map(it -> it.getKey() + ": "
                                        + shown(TokenMachine.decide(state.getValue(), it.getValue())) + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/token/decisions.txt"), table);
    }

    @Test
    void refusesSessionsOfAnotherApplicationInEveryState() {
        Cause theirs = TokenLives.cause(OTHER, FRESH);
        List<TokenCommand> foreign = List.of(
                new TokenCommand.CountPinTry(theirs, new PinUse.ForLogin(FIRST, Role.USER)),
                new TokenCommand.CountPinTry(theirs, new PinUse.ForChange(FIRST)),
                new TokenCommand.LogIn(theirs, FIRST, Role.USER, LOGIN_KEY),
                new TokenCommand.LogOut(theirs, FIRST),
                new TokenCommand.SetUserPin(theirs, FIRST, NEW_PIN),
                new TokenCommand.ChangePin(theirs, FIRST, Role.USER, NEW_PIN),
                new TokenCommand.CloseSession(theirs, FIRST),
                new TokenCommand.Attach(OTHER, FIRST, "node2"),
                new TokenCommand.CreateObjects(theirs, FIRST, List.of(TokenLives.newObject(false))),
                change(theirs, PUBLIC_OBJECT, false),
                new TokenCommand.DestroyObject(theirs, FIRST, PUBLIC_OBJECT));
        states().forEach((name, state) -> {
            if (state.identity().isPresent()) {
                assertThat(foreign)
                        .as(name)
                        .allSatisfy(command -> assertThat(TokenMachine.decide(state, command))
                                .isEqualTo(Decision.refused(Fault.SESSION_HANDLE_INVALID)));
            }
        });
    }

    @Test
    void repeatsEveryRequestWithItsFirstResultAndChangesNothing() {
        Function<TokenCommand, Boolean> counts = command -> command instanceof TokenCommand.CountPinTry;
        states().forEach((name, state) -> commands().forEach((what, command) -> {
            if (command instanceof TokenCommand.Requested requested
                    && TokenMachine.decide(state, command)
                            instanceof Decision.Accepted<TokenEvent>(var events, Result result)
                    && !events.isEmpty()) {
                TokenState after = state;
                for (TokenEvent event : events) {
                    after = TokenMachine.evolve(after, event);
                }
                Decision<TokenEvent> repeat = TokenMachine.decide(after, command);
                Decision<TokenEvent> expected = counts.apply(command)
                        ? new Decision.Accepted<>(List.of(), result)
                        : new Decision.Repeated<>(result);
                assertThat(repeat).as("%s: %s", name, what).isEqualTo(expected);
                assertThat(after.resultOf(requested.cause().request())).contains(result);
            }
        }));
    }

    private static String shown(Decision<TokenEvent> decision) {
        return switch (decision) {
            case Decision.Refused<TokenEvent>(Fault fault) -> fault.name();
            case Decision.Repeated<TokenEvent>(Result result) -> "repeated " + result;
            case Decision.Accepted<TokenEvent>(var events, Result result) ->
                events.stream()
                                .map(event -> event.getClass().getSimpleName())
                                .collect(Collectors.joining(" ", "[", "] "))
                        + shown(result);
        };
    }

    private static String shown(Result result) {
        return switch (result) {
            case Result.Nothing() -> "ok";
            case Result.Session(SessionHandle handle) -> "session " + handle.counter();
            case Result.Objects(List<ObjectHandle> handles) ->
                "objects "
                        + handles.stream()
                                .map(handle -> String.valueOf(handle.value() >>> 1))
                                .collect(Collectors.joining(","));
            case Result.TryCounted() -> "counted";
            case Result.Failed(Fault fault) -> "failed " + fault;
        };
    }
}
