package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.lease.LeaseTerms;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters.None;
import io.craton.hsm.core.mechanism.Operation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one node takes away, no other uses once that is acknowledged. The owner is on n2, the holder of the lease on n3. */
@ExtendWith(FakeCluster.Shared.class)
class RevocationTest {
    private static final byte[] DATA = {1, 2, 3};
    private static final long OPERATION = 1;

    private final FakeCluster cluster;
    private final SlotId slot;
    private final TestApplication owner;
    private final TestApplication holder;
    private final SessionHandle owning;
    private final SessionHandle holding;
    private final ObjectHandle key;

    RevocationTest(FakeCluster cluster) {
        this.cluster = cluster;
        this.slot = cluster.commonSlot();
        this.owner = new TestApplication(cluster, "n2");
        this.holder = new TestApplication(cluster, "n3");
        this.owning = owner.openLoggedIn(slot);
        this.holding = holder.openLoggedIn(slot);
        this.key = owner.hmacKey(owning, true);
    }

    @BeforeEach
    void letTheHolderSign() {
        if (!cluster.consensus().leads("n1")) {
            cluster.consensus().lead("n1");
        }
        done(sign(holder, holding));
    }

    @AfterEach
    void healEverything() {
        FakeCluster.NODES.forEach(cluster.consensus()::wakeUp);
        cluster.heal("n3");
    }

    @Test
    void neverUsesADestroyedKeyAfterTheDestructionIsAcknowledged() {
        AtomicBoolean acknowledged = new AtomicBoolean();
        AtomicBoolean usedAfterwards = new AtomicBoolean();
        Thread signing = Thread.ofPlatform().start(() -> {
            boolean usable = true;
            while (usable) {
                boolean before = acknowledged.get();
                usable = sign(holder, holding).isDone();
                if (before && usable) {
                    usedAfterwards.set(true);
                }
            }
        });
        done(owner.at().destroyObject(owner.call(), owning, key));
        acknowledged.set(true);
        await().until(() -> !signing.isAlive());
        assertThat(usedAfterwards).isFalse();
        assertRefused(sign(holder, holding), Fault.KEY_HANDLE_INVALID);
        assertRefused(sign(owner, owning), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void endsOperationsInPartsWithTheKey() {
        begin(holder, holding);
        done(owner.at().destroyObject(owner.call(), owning, key));
        assertRefused(finish(holder, holding, holder.call()), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void endsOperationsWithPrivateKeysAtTheLogout() {
        begin(holder, holding);
        begin(owner, owning);
        holder.logout(holding);
        assertThat(finish(holder, holding, holder.call()).isDone()).isFalse();
        assertRefused(sign(holder, holding), Fault.KEY_HANDLE_INVALID);
        done(finish(owner, owning, owner.call()));
    }

    /** Whatever else asks for the same key meanwhile: an operation in hand keeps it. */
    @Test
    void keepsAnOperationInPartsWhileOthersFetchTheSameKey() {
        begin(holder, holding);
        TestApplication other = new TestApplication(cluster, "n3");
        SessionHandle session = other.openLoggedIn(slot);
        done(sign(other, session));
        other.logout(session);
        done(sign(holder, holding));
        done(finish(holder, holding, holder.call()));
    }

    @Test
    void waitsForALeaseToRunOutWhereItsHolderCannotBeReached() {
        begin(holder, holding);
        cluster.cut("n3");
        long started = System.nanoTime();
        done(sign(holder, holding));
        done(owner.at().destroyObject(owner.call(), owning, key));
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        assertThat(took).isGreaterThan(LeaseTerms.DURATION.minus(LeaseTerms.RENEWAL.multipliedBy(2)));
        assertThat(took).isLessThan(LeaseTerms.DURATION.multipliedBy(2));
        Duration soon = Duration.ofMillis(300);
        assertRefused(
                holder.at()
                        .sign(
                                holder.call(soon),
                                holding,
                                new KeyUse(Mechanism.SHA256_HMAC, None.NONE, key),
                                Input.of(DATA, 0, 3)),
                Fault.DEVICE_ERROR);
        assertThat(finish(holder, holding, holder.call(soon)).isDone()).isFalse();
        cluster.heal("n3");
        assertRefused(sign(holder, holding), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void getsNothingFromALeaderThatDoesNotKnowItIsDeposed() {
        TestApplication onOldLeader = new TestApplication(cluster, "n1");
        SessionHandle session = onOldLeader.openLoggedIn(slot);
        done(sign(onOldLeader, session));
        long refused = cluster.log().refused();
        cluster.consensus().leadBehindTheBackOfTheOldOne("n2");
        assertRefused(
                onOldLeader.at().openSession(onOldLeader.call(Duration.ofSeconds(1)), slot, true), Fault.DEVICE_ERROR);
        assertThat(cluster.log().refused()).as("the fence").isGreaterThan(refused);
        done(owner.at().destroyObject(owner.call(), owning, key));
        Call call = onOldLeader.call(Duration.ofSeconds(1));
        assertRefused(
                onOldLeader
                        .at()
                        .sign(call, session, new KeyUse(Mechanism.SHA256_HMAC, None.NONE, key), Input.of(DATA, 0, 3)),
                Fault.DEVICE_ERROR);
        cluster.consensus().wakeUp("n1");
        assertRefused(sign(onOldLeader, session), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void signsOnUnderItsLeaseWhileNobodyLeads() {
        cluster.cut("n3");
        for (int i = 0; i < 100; i++) {
            done(sign(holder, holding));
        }
        cluster.heal("n3");
        done(sign(holder, holding));
    }

    @Test
    void movesTheStampOnEveryNodeThatHoldsALease() {
        long before = holder.at().stamp(slot);
        done(owner.at().destroyObject(owner.call(), owning, key));
        assertThat(holder.at().stamp(slot)).isGreaterThan(before);
        assertThat(owner.at().stamp(slot)).isEqualTo(holder.at().stamp(slot));
    }

    private Outcome<byte[]> sign(TestApplication who, SessionHandle session) {
        return who.sign(session, Mechanism.SHA256_HMAC, key, DATA);
    }

    private void begin(TestApplication who, SessionHandle session) {
        done(who.at()
                .begin(
                        who.call(),
                        session,
                        OPERATION,
                        Operation.SIGN,
                        new KeyUse(Mechanism.SHA256_HMAC, None.NONE, key)));
        done(who.at().update(who.call(), session, OPERATION, Input.of(DATA, 0, 3)));
    }

    private static Outcome<byte[]> finish(TestApplication who, SessionHandle session, Call call) {
        return who.at().finish(call, session, OPERATION);
    }
}
