package io.craton.hsm.actors.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.PinRecord;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenCommand.PinUse;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.WrappedSecret;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.DataKey;
import io.craton.hsm.crypto.seal.PinWrap;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Checks and sets a token's PINs. Every check is charged to the agreed counter first, then waits out the back-off, then derives the key on
 * the crypto dispatcher, never on the actor's thread. A request that is repeated while it is being worked on joins the first. Owned by the
 * token actor; not thread-safe.
 */
final class PinDesk {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    /** What the desk needs of the actor it works for. */
    interface Host {
        /** Decides and persists {@code command}, then continues on the actor's thread with the state after it. */
        void change(TokenCommand command, BiConsumer<TokenState, TokenActor.Decided> next);

        /** Continues on the actor's thread when {@code work} is done; a failure is told to {@code failed}. */
        <T> void continueWith(CompletionStage<T> work, BiConsumer<TokenState, T> next, Runnable failed);

        /** Runs {@code answer}, where {@code mustSettle} only once nobody can use any more what was taken away until now. */
        void whenSafe(TokenState state, boolean mustSettle, Runnable answer);

        /** Work on the crypto dispatcher after a delay. */
        <T> CompletionStage<T> offload(Duration delay, Supplier<T> work);
    }

    /** The end of a check: what to do with the data key. Runs off the actor's thread. */
    private interface OnceChecked {
        TokenCommand command(DataKey key);
    }

    private final SlotId slot;
    private final CryptoModule crypto;
    private final Sealer transit;
    private final Host host;
    private final ObjectVault vault;
    private final SecureRandom serials = new SecureRandom();
    private final Map<RequestId, List<ActorRef<TokenReply>>> underway = new HashMap<>();
    private final EnumMap<Role, Long> lastFailureNanos = new EnumMap<>(Role.class);

    PinDesk(SlotId slot, CryptoModule crypto, ClusterKey clusterKey, ObjectVault vault, Host host) {
        this.slot = slot;
        this.crypto = crypto;

        this.transit = clusterKey.sealer(Purpose.LEASE);
        this.vault = vault;
        this.host = host;
    }

    void logIn(TokenState state, TokenMessage.LogIn it) {
        if (!begin(it.cause(), it.replyTo())) {
            return;
        }
        check(
                it.cause(),
                new PinUse.ForLogin(it.session(), it.role()),
                it.pin(),
                key -> new TokenCommand.LogIn(it.cause(), it.session(), it.role(), vault.sealLoginKey(key)));
    }

    void changePin(TokenState state, TokenMessage.ChangePin it) {
        if (!begin(it.cause(), it.replyTo())) {
            return;
        }
        ApplicationId application = it.cause().request().application();
        PinUse use = new PinUse.ForChange(it.session());
        Role role = TokenMachine.roleOf(state, application, use);
        check(it.cause(), use, it.oldPin(), key -> {
            try (Secret pin = openPin(it.newPin())) {
                return new TokenCommand.ChangePin(it.cause(), it.session(), role, wrap(key, pin));
            }
        });
    }

    /** A token that was initialised before asks for its SO PIN; a blank one takes the PIN it is given. */
    void initialize(TokenState state, TokenMessage.InitializeToken it) {
        if (!begin(it.cause(), it.replyTo())) {
            return;
        }
        Supplier<TokenCommand> fresh = () -> {
            try (Secret pin = openPin(it.soPin());
                    DataKey key = DataKey.generate(crypto)) {
                return new TokenCommand.InitializeToken(it.cause(), it.label(), newSerial(), wrap(key, pin));
            }
        };
        if (state.identity().isPresent()) {
            check(it.cause(), new PinUse.ForInitialization(), it.soPin(), _ -> fresh.get());
        } else {
            finishWith(it.cause(), host.offload(Duration.ZERO, fresh));
        }
    }

    void setUserPin(TokenState state, TokenMessage.SetUserPin it) {
        if (!begin(it.cause(), it.replyTo())) {
            return;
        }
        Optional<Octets> loginKey = state.loginKey();
        if (loginKey.isEmpty()) {
            // Nobody is logged in: the machine refuses, or finds that this was done before.
            WrappedSecret nothing = new WrappedSecret(Octets.EMPTY, 0, Octets.EMPTY);
            finish(it.cause(), new TokenCommand.SetUserPin(it.cause(), it.session(), nothing));
            return;
        }
        finishWith(it.cause(), host.offload(Duration.ZERO, () -> {
            try (Secret pin = openPin(it.pin());
                    DataKey key = vault.openLoginKey(loginKey.get())) {
                return new TokenCommand.SetUserPin(it.cause(), it.session(), wrap(key, pin));
            }
        }));
    }

    /** Whether the request is new here; a repeat waits for the answer of the first. */
    private boolean begin(Cause cause, ActorRef<TokenReply> replyTo) {
        List<ActorRef<TokenReply>> waiting = underway.get(cause.request());
        if (waiting != null) {
            waiting.add(replyTo);
            return false;
        }
        underway.put(cause.request(), new ArrayList<>(List.of(replyTo)));
        return true;
    }

    private void check(Cause cause, PinUse use, Octets sealedPin, OnceChecked then) {
        host.change(new TokenCommand.CountPinTry(cause, use), (state, decided) -> {
            if (decided.decision() instanceof Decision.Accepted<TokenEvent>) {
                deriveAfterBackOff(state, cause, use, sealedPin, then);
            } else {
                answer(cause, TokenActor.replyOf(decided.decision()));
            }
        });
    }

    private void deriveAfterBackOff(TokenState state, Cause cause, PinUse use, Octets sealedPin, OnceChecked then) {
        Role role = TokenMachine.roleOf(state, cause.request().application(), use);
        PinRecord pin = state.identity().flatMap(identity -> identity.pin(role)).orElseThrow();
        CompletionStage<Optional<TokenCommand>> checked = host.offload(backOff(role, pin.tries() - 1), () -> {
            try (Secret given = openPin(sealedPin)) {
                return PinWrap.unwrap(wrappedKey(pin.wrapped()), given).map(key -> {
                    try (key) {
                        return then.command(key);
                    }
                });
            }
        });
        host.continueWith(
                checked,
                (now, command) -> {
                    if (command.isEmpty()) {
                        lastFailureNanos.put(role, System.nanoTime());
                    }
                    // A PIN that was replaced while it was being checked is no PIN any more.
                    boolean stillThePin = now.identity()
                            .flatMap(identity -> identity.pin(role))
                            .filter(present -> present.wrapped().equals(pin.wrapped()))
                            .isPresent();
                    finish(cause, command.filter(_ -> stillThePin).orElseGet(() -> new TokenCommand.FailPinTry(cause)));
                },
                () -> answer(cause, new TokenReply.Refusal(Fault.DEVICE_ERROR)));
    }

    /** 100 ms after the first failure, doubling, at most 5 s, counted from the last failure seen here. */
    private Duration backOff(Role role, int earlierFailures) {
        Long last = lastFailureNanos.get(role);
        if (earlierFailures <= 0 || last == null) {
            return Duration.ZERO;
        }
        long wanted =
                Math.min(LONGEST_BACK_OFF.toNanos(), FIRST_BACK_OFF.toNanos() << Math.min(earlierFailures - 1, 10));
        return Duration.ofNanos(Math.max(0, wanted - (System.nanoTime() - last)));
    }

    private void finishWith(Cause cause, CompletionStage<TokenCommand> command) {
        host.continueWith(
                command,
                (_, done) -> finish(cause, done),
                () -> answer(cause, new TokenReply.Refusal(Fault.DEVICE_ERROR)));
    }

    private void finish(Cause cause, TokenCommand command) {
        host.change(
                command,
                (state, decided) -> host.whenSafe(
                        state, decided.tookAway(), () -> answer(cause, TokenActor.replyOf(decided.decision()))));
    }

    private void answer(Cause cause, TokenReply reply) {
        List<ActorRef<TokenReply>> waiting = underway.remove(cause.request());
        if (waiting != null) {
            waiting.forEach(replyTo -> replyTo.tell(reply));
        }
    }

    private Secret openPin(Octets sealed) {
        return transit.openSecret(sealed, SealContext.ofPin(slot))
                .orElseThrow(() -> new IllegalStateException("a PIN was not sealed by this cluster"));
    }

    private WrappedSecret wrap(DataKey key, Secret pin) {
        PinWrap.WrappedKey wrapped = PinWrap.wrap(key, pin, PinWrap.DEFAULT_ITERATIONS);
        return new WrappedSecret(wrapped.salt(), wrapped.iterations(), wrapped.blob());
    }

    private static PinWrap.WrappedKey wrappedKey(WrappedSecret wrapped) {
        return new PinWrap.WrappedKey(wrapped.salt(), wrapped.iterations(), wrapped.blob());
    }

    private String newSerial() {
        byte[] serial = new byte[8];
        serials.nextBytes(serial);
        return HexFormat.of().formatHex(serial);
    }
}
