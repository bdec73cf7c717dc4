package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.SO_PIN;
import static io.craton.hsm.actors.edge.TestApplication.USER_PIN;
import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.journal.MemoryLog;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FakeCluster.Shared.class)
class PinTest {
    private final FakeCluster cluster;
    private final SlotId slot;
    private final TestApplication application;

    PinTest(FakeCluster cluster) {
        this.cluster = cluster;
        this.slot = cluster.freshSlot();
        this.application = new TestApplication(cluster, "n2");
    }

    @Test
    void initializesATokenThatEveryNodeShowsAlike() {
        assertThat(view("n1").initialized()).isFalse();
        assertRefused(application.at().openSession(application.call(), slot, true), Fault.TOKEN_NOT_INITIALIZED);
        application.initToken(slot);
        TokenView view = view("n3");
        assertThat(view.initialized()).isTrue();
        assertThat(view.label()).isEqualTo("a token");
        assertThat(view.serial()).matches("[0-9a-f]{16}");
        assertThat(view.userPinInitialized()).isFalse();
        assertThat(view("n1")).isEqualTo(view);
    }

    @Test
    void keepsTheRulesOfRolesAndChangesAPinOnlyForTheOldOne() {
        application.initToken(slot);
        SessionHandle session = application.open(slot);
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.USER_PIN_NOT_INITIALIZED);
        assertRefused(initPin(session, USER_PIN), Fault.USER_NOT_LOGGED_IN);
        SessionHandle readOnly = application.openReadOnly(slot);
        assertRefused(application.login(session, Role.SECURITY_OFFICER, SO_PIN), Fault.SESSION_READ_ONLY_EXISTS);
        application.close(readOnly);

        done(application.login(session, Role.SECURITY_OFFICER, SO_PIN));
        assertThat(application.view(session).login()).contains(Role.SECURITY_OFFICER);
        assertRefused(
                application.at().openSession(application.call(), slot, false), Fault.SESSION_READ_WRITE_SO_EXISTS);
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.USER_ANOTHER_ALREADY_LOGGED_IN);
        assertRefused(initPin(session, "123"), Fault.PIN_LEN_RANGE);
        assertRefused(initPin(session, "x".repeat(TokenLimits.MAX_PIN_BYTES + 1)), Fault.PIN_LEN_RANGE);
        done(initPin(session, USER_PIN));
        application.logout(session);
        assertRefused(application.at().logout(application.call(), session), Fault.USER_NOT_LOGGED_IN);

        done(application.login(session, Role.USER, USER_PIN));
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.USER_ALREADY_LOGGED_IN);
        assertRefused(initPin(session, USER_PIN), Fault.USER_NOT_LOGGED_IN);
        assertRefused(initToken(SO_PIN), Fault.SESSION_EXISTS);

        assertRefused(setPin(session, "wrong", "the new one"), Fault.PIN_INCORRECT);
        assertRefused(setPin(session, USER_PIN, "123"), Fault.PIN_LEN_RANGE);
        done(setPin(session, USER_PIN, "the new one"));
        application.logout(session);
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.PIN_INCORRECT);
        done(application.login(session, Role.USER, "the new one"));
    }

    @Test
    void asksForTheSoPinToInitializeAgainAndForgetsWhatWasThere() {
        TestApplication.initialize(cluster, slot);
        SessionHandle session = application.openLoggedIn(slot);
        application.create(session, TestApplication.data("old", true, true));
        application.close(session);
        String serial = view("n1").serial();
        assertRefused(initToken("not the pin"), Fault.PIN_INCORRECT);
        Call call = application.call();
        done(application.at().initToken(call, slot, application.pin(SO_PIN), "another"));
        String newSerial = view("n1").serial();
        assertThat(newSerial).isNotEqualTo(serial);
        application.moveTo("n3");
        done(application.at().initToken(application.again(call), slot, application.pin(SO_PIN), "another"));
        assertThat(view("n2").serial()).as("a repeat does nothing twice").isEqualTo(newSerial);
        SessionHandle fresh = application.open(slot);
        assertThat(application.find(fresh)).isEmpty();
        assertRefused(application.login(fresh, Role.USER, USER_PIN), Fault.USER_PIN_NOT_INITIALIZED);
    }

    /** The try is on record before the check has ended; the leader that takes over checks again and does not charge again. */
    @Test
    void countsATryBeforeItChecksAndOnlyOnceWhenTheLeaderIsLostMeanwhile() {
        SlotId common = cluster.commonSlot();
        SessionHandle session = application.open(common);
        String leader = cluster.consensus().leader();
        long before = events(common);
        CompletableFuture<Outcome<Outcome.Unit>> answer =
                later(() -> application.login(session, Role.USER, "wrong pin"));
        await().until(() -> events(common) == before + 1);
        assertThat(answer).isNotDone();
        cluster.leadElsewhereThan(leader);
        assertThat(view("n3", common).userPin()).isEqualTo(PinStanding.COUNT_LOW);
        assertRefused(answer.join(), Fault.PIN_INCORRECT);
        assertThat(events(common)).as("one try counted, one failure").isEqualTo(before + 2);
    }

    @Test
    void locksAfterTenVainTriesWhereverTheyAreMadeUntilTheSoSetsAnother() {
        TestApplication.initialize(cluster, slot);
        for (int i = 1; i <= TokenLimits.MAX_PIN_TRIES; i++) {
            // Each new leader starts its back-off anew, and goes on counting where the old one ended.
            cluster.leadElsewhereThan("");
            application.moveTo(FakeCluster.NODES.get(i % 3));
            SessionHandle session = application.open(slot);
            assertRefused(application.login(session, Role.USER, "wrong pin"), Fault.PIN_INCORRECT);
            application.close(session);
            assertThat(view("n1").userPin()).isEqualTo(standingAfter(i));
        }
        SessionHandle session = application.open(slot);
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.PIN_LOCKED);
        cluster.leadElsewhereThan("");
        assertRefused(application.login(session, Role.USER, USER_PIN), Fault.PIN_LOCKED);
        done(application.login(session, Role.SECURITY_OFFICER, SO_PIN));
        done(initPin(session, "a third pin"));
        application.logout(session);
        assertThat(view("n1").userPin()).isEqualTo(PinStanding.CLEAR);
        done(application.login(session, Role.USER, "a third pin"));
    }

    private static PinStanding standingAfter(int tries) {
        if (tries == TokenLimits.MAX_PIN_TRIES) {
            return PinStanding.LOCKED;
        }
        return tries == TokenLimits.MAX_PIN_TRIES - 1 ? PinStanding.FINAL_TRY : PinStanding.COUNT_LOW;
    }

    @Test
    void answersNothingBeforeTheChangeIsCommitted() {
        SlotId common = cluster.commonSlot();
        Call call = application.call(Duration.ofMillis(300));
        cluster.log().hold();
        try {
            assertRefused(application.at().openSession(call, common, true), Fault.DEVICE_ERROR);
        } finally {
            cluster.log().release();
        }
        SessionHandle first = done(application.at().openSession(application.again(call), common, true));
        SessionHandle next = application.open(common);
        assertThat(next.counter()).as("the repeat opened no second session").isEqualTo(first.counter() + 1);
    }

    @Test
    void leavesNothingReadableInTheJournal() {
        SlotId common = cluster.commonSlot();
        SessionHandle session = application.openLoggedIn(common);
        application.create(session, TestApplication.data("a very telling label", true, true));
        application.create(session, TestApplication.data("a very telling label", true, false));
        application.create(session, TestApplication.data("a very telling label", false, true));
        for (Octets written : cluster.log().everything()) {
            assertThat(new String(written.toByteArray(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("a very telling label")
                    .doesNotContain("a token")
                    .doesNotContain(USER_PIN)
                    .doesNotContain(SO_PIN);
        }
    }

    private Outcome<Outcome.Unit> initPin(SessionHandle session, String pin) {
        return application.at().initPin(application.call(), session, application.pin(pin));
    }

    private Outcome<Outcome.Unit> setPin(SessionHandle session, String oldPin, String newPin) {
        return application.at().setPin(application.call(), session, application.pin(oldPin), application.pin(newPin));
    }

    private Outcome<Outcome.Unit> initToken(String pin) {
        return application.at().initToken(application.call(), slot, application.pin(pin), "another");
    }

    private static <T> CompletableFuture<T> later(Supplier<T> work) {
        return CompletableFuture.supplyAsync(
                work, task -> Thread.ofPlatform().daemon().start(task));
    }

    private long events(SlotId of) {
        return cluster.log().last(MemoryLog.RESIDENT + "1-token-" + of.value());
    }

    private TokenView view(String node) {
        return view(node, slot);
    }

    private TokenView view(String node, SlotId of) {
        return done(cluster.service(node).token(application.call(), of));
    }
}
