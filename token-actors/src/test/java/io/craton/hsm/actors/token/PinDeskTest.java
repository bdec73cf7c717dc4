package io.craton.hsm.actors.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.WrappedSecret;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.CryptoSettings;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.DataKey;
import io.craton.hsm.crypto.seal.PinWrap;
import io.craton.hsm.crypto.seal.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** The desk alone, over a token machine in memory; the test decides when long work runs. */
class PinDeskTest {
    private static final SlotId SLOT = new SlotId(2);
    private static final ApplicationId APPLICATION = new ApplicationId(Octets.wrap(new byte[ApplicationId.BYTES]));
    private static final ApplicationId OFFICER = new ApplicationId(Octets.ofHex("01".repeat(ApplicationId.BYTES)));
    private static final CryptoModule CRYPTO = CryptoModule.open(new CryptoSettings(Optional.empty()));
    private static final WrappedSecret USER_PIN = wrapped("right pin");

    private final ClusterKey clusterKey = ClusterKey.of(new byte[ClusterKey.BYTES]);
    private final ObjectVault vault = new ObjectVault(SLOT, clusterKey);
    private final FakeHost host = new FakeHost();
    private final PinDesk desk = new PinDesk(SLOT, CRYPTO, clusterKey, vault, host);
    private final SessionHandle session = host.openSession();
    private long sequence = 10;

    @Test
    void logsInWithTheRightPin() {
        TestInbox<TokenReply> reply = logIn(next(), "right pin");
        assertThat(reply.hasMessages())
                .as("the check is not on the actor's thread")
                .isFalse();
        host.runLongWork();
        assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Answer(Result.NOTHING));
        assertThat(host.state.login(APPLICATION)).contains(Role.USER);
        assertThat(vault.dataKey(host.state)).isPresent();
    }

    @Test
    void chargesATryBeforeThePinIsLookedAt() {
        TestInbox<TokenReply> reply = logIn(next(), "wrong pin");
        assertThat(tries()).isEqualTo(1);
        assertThat(reply.hasMessages()).isFalse();
        host.runLongWork();
        assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.PIN_INCORRECT));
        assertThat(tries()).isEqualTo(1);
    }

    @Test
    void letsRepeatsJoinTheFirstAndAnswersEachOnce() {
        Cause cause = next();
        TestInbox<TokenReply> first = logIn(cause, "wrong pin");
        TestInbox<TokenReply> second = logIn(cause, "wrong pin");
        assertThat(host.longWork).hasSize(1);
        host.runLongWork();
        TestInbox<TokenReply> late = logIn(cause, "wrong pin");
        assertThat(host.longWork)
                .as("a late repeat is answered from the record")
                .isEmpty();
        for (TestInbox<TokenReply> each : List.of(first, second, late)) {
            assertThat(each.getAllReceived()).containsExactly(new TokenReply.Refusal(Fault.PIN_INCORRECT));
        }
        assertThat(tries()).isEqualTo(1);
    }

    @Test
    void makesEachTryAfterAFailureWaitTwiceAsLongUpToFiveSeconds() {
        List<Long> longest = List.of(0L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
        for (int i = 0; i < longest.size(); i++) {
            TestInbox<TokenReply> reply = logIn(next(), "wrong pin");
            Duration waits = host.delays.getLast();
            assertThat(waits).as("try %s", i + 1).isLessThanOrEqualTo(Duration.ofMillis(longest.get(i)));
            // What has passed since the failure before counts; nothing of note has.
            assertThat(waits).as("try %s", i + 1).isGreaterThanOrEqualTo(Duration.ofMillis(longest.get(i) / 4));
            host.failLongWorkAsWrongPin();
            assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.PIN_INCORRECT));
        }
        TestInbox<TokenReply> locked = logIn(next(), "right pin");
        assertThat(locked.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.PIN_LOCKED));
        assertThat(host.longWork).isEmpty();
    }

    @Test
    void clearsTheCountAndTheBackOffWithTheRightPin() {
        logIn(next(), "wrong pin");
        host.failLongWorkAsWrongPin();
        TestInbox<TokenReply> reply = logIn(next(), "right pin");
        host.runLongWork();
        assertThat(reply.receiveMessage()).isInstanceOf(TokenReply.Answer.class);
        assertThat(tries()).isZero();
        host.change(new TokenCommand.LogOut(next(), session), (_, _) -> {});
        logIn(next(), "right pin");
        assertThat(host.delays.getLast()).isZero();
    }

    @Test
    void answersADeviceErrorWhenTooMuchWaitsAndTheRepeatIsNotChargedAgain() {
        host.refuseLongWork = true;
        Cause cause = next();
        TestInbox<TokenReply> refused = logIn(cause, "right pin");
        assertThat(refused.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.DEVICE_ERROR));
        assertThat(tries()).isEqualTo(1);
        host.refuseLongWork = false;
        TestInbox<TokenReply> repeat = logIn(cause, "right pin");
        assertThat(tries()).isEqualTo(1);
        host.runLongWork();
        assertThat(repeat.receiveMessage()).isInstanceOf(TokenReply.Answer.class);
        assertThat(tries()).isZero();
    }

    @Test
    void refusesAPinThatWasReplacedWhileItWasChecked() {
        TestInbox<TokenReply> reply = logIn(next(), "right pin");
        Cause officer = new Cause(new RequestId(OFFICER, 1), 1);
        host.happened(new TokenEvent.PinSet(officer, Role.USER, wrapped("another pin")));
        host.runLongWork();
        assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.PIN_INCORRECT));
        assertThat(host.state.login(APPLICATION)).isEmpty();
    }

    @Test
    void answersADeviceErrorToAPinThatWasNotSealedByThisCluster() {
        TestInbox<TokenReply> reply = TestInbox.create();
        desk.logIn(
                host.state,
                new TokenMessage.LogIn(next(), session, Role.USER, Octets.wrap(new byte[60]), reply.getRef()));
        host.runLongWork();
        assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.DEVICE_ERROR));
    }

    @Test
    void spendsNoTryOnARequestThatMayNotLogIn() {
        TestInbox<TokenReply> reply = TestInbox.create();
        SessionHandle foreign = SessionHandle.of(SLOT, 99);
        desk.logIn(host.state, new TokenMessage.LogIn(next(), foreign, Role.USER, sealed("right pin"), reply.getRef()));
        assertThat(reply.receiveMessage()).isEqualTo(new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID));
        assertThat(tries()).isZero();
        assertThat(host.longWork).isEmpty();
    }

    private TestInbox<TokenReply> logIn(Cause cause, String pin) {
        TestInbox<TokenReply> reply = TestInbox.create();
        desk.logIn(host.state, new TokenMessage.LogIn(cause, session, Role.USER, sealed(pin), reply.getRef()));
        return reply;
    }

    private int tries() {
        return host.state.identity().orElseThrow().userPin().orElseThrow().tries();
    }

    private Cause next() {
        sequence++;
        return new Cause(new RequestId(APPLICATION, sequence), sequence);
    }

    private Octets sealed(String pin) {
        try (Secret secret = secret(pin)) {
            return clusterKey.sealer(Purpose.LEASE).seal(secret, SealContext.ofPin(SLOT));
        }
    }

    /** The data key is the same each time round; only the fewest iterations are spent on it. */
    private static WrappedSecret wrapped(String pin) {
        try (Secret secret = secret(pin);
                DataKey key = DataKey.generate(CRYPTO)) {
            PinWrap.WrappedKey wrapped = PinWrap.wrap(key, secret, PinWrap.MIN_ITERATIONS);
            return new WrappedSecret(wrapped.salt(), wrapped.iterations(), wrapped.blob());
        }
    }

    private static Secret secret(String text) {
        return CRYPTO.secrets().take(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Decides and evolves at once; keeps long work until the test runs it. */
    private static final class FakeHost implements PinDesk.Host {
        private record Work(Runnable run, Runnable asWrongPin) {}

        private TokenState state = TokenState.blank(SLOT);
        private final List<Work> longWork = new ArrayList<>();
        private final List<Duration> delays = new ArrayList<>();
        private boolean refuseLongWork;

        FakeHost() {
            Cause cause = new Cause(new RequestId(APPLICATION, 1), 1);
            happened(new TokenEvent.TokenInitialized(cause, "label", "serial", USER_PIN));
            happened(new TokenEvent.PinSet(cause, Role.USER, USER_PIN));
        }

        SessionHandle openSession() {
            SessionHandle handle = SessionHandle.of(SLOT, 1);
            happened(new TokenEvent.SessionOpened(new Cause(new RequestId(APPLICATION, 2), 2), handle, true, "n1"));
            return handle;
        }

        void happened(TokenEvent event) {
            state = TokenMachine.evolve(state, event);
        }

        void runLongWork() {
            List<Work> due = List.copyOf(longWork);
            longWork.clear();
            due.forEach(work -> work.run().run());
        }

        /** Spares the derivation. */
        void failLongWorkAsWrongPin() {
            List<Work> due = List.copyOf(longWork);
            longWork.clear();
            due.forEach(work -> work.asWrongPin().run());
        }

        @Override
        public void change(TokenCommand command, BiConsumer<TokenState, TokenActor.Decided> next) {
            Decision<TokenEvent> decision = TokenMachine.decide(state, command);
            if (decision instanceof Decision.Accepted<TokenEvent>(List<TokenEvent> events, Result _)) {
                events.forEach(this::happened);
            }
            next.accept(state, new TokenActor.Decided(decision, false));
        }

        @Override
        public <T> void continueWith(CompletionStage<T> work, BiConsumer<TokenState, T> next, Runnable failed) {
            var _ = work.whenComplete((done, failure) -> {
                if (failure == null) {
                    next.accept(state, done);
                } else {
                    failed.run();
                }
            });
        }

        @Override
        public void whenSafe(TokenState now, boolean mustSettle, Runnable answer) {
            answer.run();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> CompletionStage<T> offload(Duration delay, Supplier<T> work) {
            delays.add(delay);
            if (refuseLongWork) {
                return CompletableFuture.failedStage(new RejectedExecutionException("too much waits"));
            }
            CompletableFuture<T> done = new CompletableFuture<>();
            longWork.add(
                    new Work(() -> done.completeAsync(work, Runnable::run), () -> done.complete((T) Optional.empty())));
            return done;
        }
    }
}
