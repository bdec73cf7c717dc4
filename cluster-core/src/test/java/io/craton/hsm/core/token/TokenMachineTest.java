package io.craton.hsm.core.token;

import static io.craton.hsm.core.token.TokenLives.APP;
import static io.craton.hsm.core.token.TokenLives.LOGIN_KEY;
import static io.craton.hsm.core.token.TokenLives.NEW_PIN;
import static io.craton.hsm.core.token.TokenLives.OTHER;
import static io.craton.hsm.core.token.TokenLives.PIN;
import static io.craton.hsm.core.token.TokenLives.PUBLIC_OBJECT;
import static io.craton.hsm.core.token.TokenLives.SLOT;
import static io.craton.hsm.core.token.TokenLives.cause;
import static io.craton.hsm.core.token.TokenLives.newObject;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.codec.TokenStateCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.TokenCommand.PinUse;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class TokenMachineTest {
    private static final SessionHandle FIRST = SessionHandle.of(SLOT, 1);

    @Test
    void anySplitIntoSnapshotAndTailGivesTheSameState() {
        for (long seed = 0; seed < 25; seed++) {
            List<TokenWalk.Step> steps = TokenWalk.of(seed, 150);
            List<TokenEvent> events = TokenWalk.eventsOf(steps);
            TokenState blank = steps.getFirst().before();
            TokenState whole = steps.getLast().after();
            for (int split = 0; split <= events.size(); split += 7) {
                TokenState snapshot = fold(blank, events.subList(0, split));
                TokenState recovered = TokenStateCodec.decode(TokenStateCodec.encode(snapshot));
                assertThat(fold(recovered, events.subList(split, events.size())))
                        .as("seed %d, split at %d", seed, split)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void takesUpAnyEventInAnyStateWithoutFailing() {
        for (long seed = 0; seed < 25; seed++) {
            List<TokenEvent> events = new ArrayList<>(TokenWalk.eventsOf(TokenWalk.of(seed, 150)));
            Collections.shuffle(events, new java.util.Random(seed));
            TokenState state = TokenState.blank(SLOT);
            for (TokenEvent event : events) {
                TokenState next = TokenMachine.evolve(state, event);
                assertThat(next.stamp()).isBetween(state.stamp(), state.stamp() + 1);
                assertThat(next.sessionCounter()).isGreaterThanOrEqualTo(state.sessionCounter());
                assertThat(next.objectCounter()).isGreaterThanOrEqualTo(state.objectCounter());
                state = next;
            }
        }
    }

    @Test
    void decidesWithoutChangingAnythingAndAlikeEveryTime() {
        for (TokenWalk.Step step : TokenWalk.of(7, 500)) {
            assertThat(TokenMachine.decide(step.before(), step.command())).isEqualTo(step.decision());
        }
    }

    @Test
    void neverHandsOutAHandleTwiceNotEvenAfterInitialisingAgain() {
        for (long seed = 0; seed < 25; seed++) {
            Set<Object> handles = new HashSet<>();
            for (TokenEvent event : TokenWalk.eventsOf(TokenWalk.of(seed, 400))) {
                switch (event) {
                    case TokenEvent.SessionOpened it ->
                        assertThat(handles.add(it.session())).isTrue();
                    case TokenEvent.ObjectsCreated it ->
                        it.objects()
                                .forEach(object ->
                                        assertThat(handles.add(object.handle())).isTrue());
                    case TokenEvent _ -> {}
                }
            }
        }
    }

    @Test
    void holdsTheLoginKeyExactlyWhileSomebodyIsLoggedIn() {
        for (long seed = 0; seed < 25; seed++) {
            assertThat(TokenWalk.of(seed, 300))
                    .allSatisfy(step -> assertThat(step.after().loginKey().isPresent())
                            .isEqualTo(step.after().somebodyIsLoggedIn()));
        }
    }

    @Test
    void raisesTheStampWheneverALoginEndsOrAnObjectChangesOrGoes() {
        for (long seed = 0; seed < 25; seed++) {
            for (TokenWalk.Step step : TokenWalk.of(seed, 300)) {
                boolean objectTaken = step.before().objects().entrySet().stream()
                        .anyMatch(it ->
                                !it.getValue().equals(step.after().objects().get(it.getKey())));
                boolean loginEnded = step.before().applications().keySet().stream()
                        .anyMatch(it -> step.before().login(it).isPresent()
                                && step.after().login(it).isEmpty());
                if (objectTaken || loginEnded) {
                    assertThat(step.after().stamp())
                            .as("%s", step.command())
                            .isGreaterThan(step.before().stamp());
                }
            }
        }
    }

    @Test
    void countsTenPinTriesAndRefusesTheEleventhUntilThePinIsSetAnew() {
        TokenLives life = TokenLives.ready().withSession(true);
        for (int i = 0; i < TokenLimits.MAX_PIN_TRIES; i++) {
            life.done(countUserTry(life.next(APP)));
        }
        assertRefused(life, countUserTry(life.next(APP)), Fault.PIN_LOCKED);
        assertThat(userTries(life)).isEqualTo(TokenLimits.MAX_PIN_TRIES);

        life.loggedIn(Role.SECURITY_OFFICER);
        life.done(new TokenCommand.SetUserPin(life.next(APP), FIRST, NEW_PIN));
        assertThat(userTries(life)).isZero();
    }

    @Test
    void setsTheCounterBackWhenThePinWasRightAndOnlyThen() {
        TokenLives life = TokenLives.ready().withSession(true);
        Cause wrong = life.next(APP);
        life.done(countUserTry(wrong));
        life.done(new TokenCommand.FailPinTry(wrong));
        assertThat(userTries(life)).isEqualTo(1);

        Cause right = life.next(APP);
        life.done(countUserTry(right));
        assertThat(userTries(life)).isEqualTo(2);
        life.done(new TokenCommand.LogIn(right, FIRST, Role.USER, LOGIN_KEY));
        assertThat(userTries(life)).isZero();
    }

    @Test
    void doesNotChargeAPinTryAgainWhenItsCheckWasCutShort() {
        TokenLives life = TokenLives.ready().withSession(true);
        Cause request = life.next(APP);
        life.done(countUserTry(request));
        TokenState recovered = TokenStateCodec.decode(TokenStateCodec.encode(life.state()));
        assertThat(TokenMachine.decide(recovered, countUserTry(request)))
                .isEqualTo(new Decision.Accepted<>(List.of(), new Result.TryCounted()));
        assertThat(userTries(life)).isEqualTo(1);
    }

    @Test
    void answersAFailedTryAgainWithItsFailureAndNoNewTry() {
        TokenLives life = TokenLives.ready().withSession(true);
        Cause request = life.next(APP);
        life.done(countUserTry(request));
        life.done(new TokenCommand.FailPinTry(request));
        Decision<TokenEvent> failed = new Decision.Repeated<>(new Result.Failed(Fault.PIN_INCORRECT));
        assertThat(TokenMachine.decide(life.state(), countUserTry(request))).isEqualTo(failed);
        assertThat(TokenMachine.decide(life.state(), new TokenCommand.LogIn(request, FIRST, Role.USER, LOGIN_KEY)))
                .isEqualTo(failed);
    }

    @Test
    void forgetsAnApplicationForGoodWhenItGoesDuringItsPinCheck() {
        TokenLives life = TokenLives.ready().withSession(true);
        Cause request = life.next(APP);
        life.done(countUserTry(request));
        life.done(new TokenCommand.Detach(APP, "node1"));
        assertThat(life.done(new TokenCommand.FailPinTry(request))).isEqualTo(new Result.Failed(Fault.PIN_INCORRECT));
        assertThat(life.state().application(APP)).isEmpty();
    }

    @Test
    void refusesALateCopyOfARequestWhoseResultTheApplicationLetGoOf() {
        TokenLives life = TokenLives.ready().withSession(true);
        TokenCommand early = create(life.next(APP));
        life.done(early);
        Cause later = life.next(APP);
        Cause lettingGo = new Cause(later.request(), later.request().sequence());
        life.done(create(lettingGo));
        assertRefused(life, early, Fault.DEVICE_ERROR);
        assertThat(life.state().objects()).hasSize(2);
    }

    @Test
    void carriesOutAnEarlierRequestThatComesAfterALaterOne() {
        TokenLives life = TokenLives.ready().withSession(true);
        Cause first = life.next(APP);
        life.done(create(life.next(APP)));
        life.done(create(first));
        assertThat(life.state().objects()).hasSize(2);
    }

    @Test
    void remembersResultsUpToTheLimitAndRefusesWhatItHadToForget() {
        TokenLives life = TokenLives.ready().withSession(true);
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < TokenLimits.MAX_RESULTS_PER_APPLICATION; i++) {
            causes.add(life.next(APP));
            life.done(create(causes.get(i)));
        }
        assertThat(TokenMachine.decide(life.state(), create(causes.getFirst()))).isInstanceOf(Decision.Repeated.class);
        life.done(create(life.next(APP)));
        assertRefused(life, create(causes.getFirst()), Fault.DEVICE_ERROR);
        assertThat(TokenMachine.decide(life.state(), create(causes.get(1)))).isInstanceOf(Decision.Repeated.class);
    }

    @Test
    void opensSessionsUpToTheLimitAndRefusesOneMore() {
        TokenLives life = TokenLives.ready();
        for (int i = 0; i < TokenLimits.MAX_SESSIONS; i++) {
            life.evolve(new TokenEvent.SessionOpened(life.next(APP), SessionHandle.of(SLOT, i + 1), true, "node1"));
        }
        assertThat(life.state().sessionCount()).isEqualTo(TokenLimits.MAX_SESSIONS);
        assertRefused(life, new TokenCommand.OpenSession(life.next(APP), true, "node1"), Fault.SESSION_COUNT);
        life.done(new TokenCommand.CloseSession(life.next(APP), FIRST));
        assertThat(life.open(APP, true).counter()).isEqualTo(TokenLimits.MAX_SESSIONS + 1);
    }

    @Test
    void admitsApplicationsUpToTheLimitAndRefusesOneMore() {
        TokenLives life = TokenLives.ready();
        life.open(APP, true);
        for (int i = life.state().applications().size(); i < TokenLimits.MAX_APPLICATIONS; i++) {
            life.evolve(new TokenEvent.ApplicationAttached(manyth(i), "node1"));
        }
        assertRefused(life, new TokenCommand.OpenSession(cause(OTHER, 1), true, "node1"), Fault.SESSION_COUNT);
        assertThat(life.open(APP, true)).isNotNull();
    }

    @Test
    void createsObjectsUpToTheLimitsAndRefusesOneMore() {
        TokenLives life = TokenLives.ready().withSession(true);
        List<NewObject> most = Collections.nCopies(TokenLimits.MAX_OBJECTS_AT_ONCE, newObject(false));
        List<NewObject> tooMany = Collections.nCopies(TokenLimits.MAX_OBJECTS_AT_ONCE + 1, newObject(false));
        life.done(new TokenCommand.CreateObjects(life.next(APP), FIRST, most));
        assertRefused(life, new TokenCommand.CreateObjects(life.next(APP), FIRST, tooMany), Fault.ARGUMENTS_BAD);

        List<StoredObject> nearlyAll = new ArrayList<>();
        for (int i = life.state().objects().size(); i < TokenLimits.MAX_OBJECTS - 1; i++) {
            nearlyAll.add(newObject(false).withHandle(ObjectHandle.ofToken(i + 1)));
        }
        life.evolve(new TokenEvent.ObjectsCreated(life.next(APP), nearlyAll));
        assertRefused(
                life, new TokenCommand.CreateObjects(life.next(APP), FIRST, most.subList(0, 2)), Fault.DEVICE_MEMORY);
        life.done(create(life.next(APP)));
        assertRefused(life, create(life.next(APP)), Fault.DEVICE_MEMORY);
    }

    @Test
    void initialisesWithALabelOfThirtyTwoBytesAndRefusesOneMore() {
        TokenLives life = new TokenLives();
        assertRefused(
                life,
                new TokenCommand.InitializeToken(life.next(APP), "ä".repeat(16) + "x", "0", PIN),
                Fault.ARGUMENTS_BAD);
        life.done(new TokenCommand.InitializeToken(life.next(APP), "ä".repeat(16), "0", PIN));
    }

    @Test
    void initialisingAgainTakesObjectsLoginsAndTheUserPinAway() {
        TokenLives life = TokenLives.ready().withObjects();
        long stamp = life.state().stamp();
        life.done(new TokenCommand.InitializeToken(life.next(APP), "new", "0123456789abcdef", NEW_PIN));
        assertThat(life.state().objects()).isEmpty();
        assertThat(life.state().applications()).isEmpty();
        assertThat(life.state().identity().orElseThrow().userPin()).isEmpty();
        assertThat(life.state().stamp()).isGreaterThan(stamp);
        assertThat(life.state().object(PUBLIC_OBJECT)).isEmpty();
    }

    @Test
    void logsOutWithTheLastSessionOfAnApplication() {
        TokenLives life = TokenLives.ready().withSession(true).withSession(true).loggedIn(Role.USER);
        life.done(new TokenCommand.CloseSession(life.next(APP), FIRST));
        assertThat(life.state().login(APP)).contains(Role.USER);
        long stamp = life.state().stamp();
        life.done(new TokenCommand.CloseSession(life.next(APP), SessionHandle.of(SLOT, 2)));
        assertThat(life.state().login(APP)).isEmpty();
        assertThat(life.state().loginKey()).isEmpty();
        assertThat(life.state().stamp()).isGreaterThan(stamp);
    }

    @Test
    void keepsAnApplicationWhileAnyOfItsNodesIsConnected() {
        TokenLives life = TokenLives.ready().withSession(true).loggedIn(Role.USER);
        life.done(new TokenCommand.Attach(APP, FIRST, "node2"));
        life.done(new TokenCommand.Detach(APP, "node1"));
        assertThat(life.state().login(APP)).contains(Role.USER);
        life.done(new TokenCommand.Detach(APP, "node2"));
        assertThat(life.state().application(APP)).isEmpty();
        assertThat(life.state().loginKey()).isEmpty();
    }

    @Test
    void anEvictedApplicationHasNothingLeftAndTheOthersKeepEverything() {
        TokenLives life = TokenLives.ready().withSession(true).loggedIn(Role.USER);
        life.done(new TokenCommand.OpenSession(life.next(OTHER), true, "node1"));
        long stamp = life.state().stamp();
        life.done(new TokenCommand.EvictApplication(APP, life.next(OTHER).request()));
        assertThat(life.state().application(APP)).isEmpty();
        assertThat(life.state().loginKey()).isEmpty();
        assertThat(life.state().stamp()).isGreaterThan(stamp);
        assertThat(life.state().application(OTHER).orElseThrow().sessions()).hasSize(1);
    }

    @Test
    void anEvictedLastSessionLogsOut() {
        TokenLives life = TokenLives.ready().withSession(true).loggedIn(Role.USER);
        long stamp = life.state().stamp();
        life.done(new TokenCommand.EvictSession(FIRST, life.next(OTHER).request()));
        assertThat(life.state().hasSession(APP, FIRST)).isFalse();
        assertThat(life.state().login(APP)).isEmpty();
        assertThat(life.state().stamp()).isGreaterThan(stamp);
    }

    @Test
    void evictingWhatIsNotThereChangesNothing() {
        TokenLives life = TokenLives.ready().withSession(true);
        TokenState before = life.state();
        life.done(new TokenCommand.EvictApplication(OTHER, life.next(OTHER).request()));
        life.done(new TokenCommand.EvictSession(
                SessionHandle.of(SLOT, 99), life.next(OTHER).request()));
        assertThat(life.state()).isEqualTo(before);
    }

    @Test
    void theSameRandomLifeIsTheSameEveryTime() {
        RandomGenerator seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        long seed = seeds.nextLong();
        assertThat(TokenWalk.of(seed, 100)).isEqualTo(TokenWalk.of(seed, 100));
    }

    private static TokenState fold(TokenState from, List<TokenEvent> events) {
        TokenState state = from;
        for (TokenEvent event : events) {
            state = TokenMachine.evolve(state, event);
        }
        return state;
    }

    private static io.craton.hsm.core.id.ApplicationId manyth(int number) {
        byte[] id = new byte[io.craton.hsm.core.id.ApplicationId.BYTES];
        id[14] = (byte) (number >> 8);
        id[15] = (byte) number;
        return new io.craton.hsm.core.id.ApplicationId(io.craton.hsm.core.Octets.wrap(id));
    }

    private static int userTries(TokenLives life) {
        return life.state()
                .identity()
                .flatMap(it -> it.pin(Role.USER))
                .map(PinRecord::tries)
                .orElseThrow();
    }

    private static TokenCommand countUserTry(Cause cause) {
        return new TokenCommand.CountPinTry(cause, new PinUse.ForLogin(FIRST, Role.USER));
    }

    private static TokenCommand create(Cause cause) {
        return new TokenCommand.CreateObjects(cause, FIRST, List.of(newObject(false)));
    }

    private static void assertRefused(TokenLives life, TokenCommand command, Fault fault) {
        assertThat(TokenMachine.decide(life.state(), command)).isEqualTo(Decision.refused(fault));
    }

    /** Requests of the same number by two applications are two requests. */
    @Test
    void tellsRequestsOfDifferentApplicationsApart() {
        TokenLives life = TokenLives.ready().withSession(true);
        life.evolve(new TokenEvent.SessionOpened(cause(OTHER, 50), SessionHandle.of(SLOT, 2), true, "node1"));
        assertThat(life.state().resultOf(new RequestId(OTHER, 50))).isPresent();
        assertThat(life.state().resultOf(new RequestId(APP, 50))).isEmpty();
    }
}
