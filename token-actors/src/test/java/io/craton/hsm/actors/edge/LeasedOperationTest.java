package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.MechanismParameters.None;
import io.craton.hsm.core.mechanism.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operations in parts last longer than the lease they were begun under. */
@ExtendWith(FakeCluster.Shared.class)
class LeasedOperationTest {
    private static final byte[] PART = "a part of it".getBytes(StandardCharsets.UTF_8);
    private static final Duration BRIEFLY = Duration.ofMillis(300);

    private final FakeCluster cluster;
    private final TestApplication here;
    private final TestApplication elsewhere;
    private final SessionHandle session;
    private final SessionHandle elsewhereSession;
    private final ObjectHandle key;

    LeasedOperationTest(FakeCluster cluster) {
        this.cluster = cluster;
        cluster.leadElsewhereThan("n2");
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        here = new TestApplication(cluster, "n2");
        session = here.openLoggedIn(slot);
        key = here.hmacKey(session, true);
        elsewhere = new TestApplication(cluster, cluster.consensus().leader());
        elsewhereSession = elsewhere.openLoggedIn(slot);
    }

    @AfterEach
    void heal() {
        cluster.heal("n2");
    }

    @Test
    void doesNotFinishWithAKeyDestroyedWhileItsNodeWasCutOff() {
        begin(1);
        begin(2);
        cluster.cut("n2");
        destroy(key);
        assertRefused(here.at().finish(here.call(BRIEFLY), session, 1), Fault.DEVICE_ERROR);
        cluster.heal("n2");
        assertRefused(here.at().finish(here.call(), session, 2), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void releasesNoCiphertextUnderAKeyDestroyedWhileItsNodeWasCutOff() {
        ObjectHandle aes = here.aesKey(session, true);
        done(here.at().begin(here.call(), session, 1, Operation.ENCRYPT, new KeyUse(Mechanism.AES_GCM, gcm(), aes)));
        cluster.cut("n2");
        destroy(aes);
        byte[] blocks = new byte[64];
        assertRefused(here.at().update(here.call(BRIEFLY), session, 1, Input.of(blocks)), Fault.DEVICE_ERROR);
        assertRefused(here.at().finish(here.call(BRIEFLY), session, 1), Fault.OPERATION_NOT_INITIALIZED);
    }

    @Test
    void goesOnWhenTheLeaseRanOutAndWasRenewed() {
        begin(1);
        cluster.cut("n2");
        awaitEndOfLease();
        done(here.at().update(here.call(BRIEFLY), session, 1, Input.of(PART)));
        cluster.heal("n2");
        byte[] signature = done(here.at().finish(here.call(), session, 1));
        assertThat(signature).isEqualTo(done(here.sign(session, Mechanism.SHA256_HMAC, key, twice(PART))));
    }

    @Test
    void beginsAnewWhenItsNodeMissedThatAnotherKeyWasDestroyed() {
        ObjectHandle another = here.hmacKey(session, true);
        begin(1);
        cluster.cut("n2");
        destroy(another);
        cluster.heal("n2");
        assertRefused(here.at().finish(here.call(), session, 1), Fault.OPERATION_NOT_INITIALIZED);
        begin(2);
        assertThat(done(here.at().finish(here.call(), session, 2))).hasSize(32);
    }

    private void begin(long number) {
        done(here.at()
                .begin(
                        here.call(),
                        session,
                        number,
                        Operation.SIGN,
                        new KeyUse(Mechanism.SHA256_HMAC, None.NONE, key)));
        done(here.at().update(here.call(), session, number, Input.of(PART)));
    }

    private void destroy(ObjectHandle object) {
        done(elsewhere.at().destroyObject(elsewhere.call(), elsewhereSession, object));
    }

    private void awaitEndOfLease() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            Outcome<byte[]> signed = here.at()
                    .sign(
                            here.call(BRIEFLY),
                            session,
                            new KeyUse(Mechanism.SHA256_HMAC, None.NONE, key),
                            Input.of(PART));
            return signed.equals(Outcome.refused(Fault.DEVICE_ERROR));
        });
    }

    private static MechanismParameters.Gcm gcm() {
        return new MechanismParameters.Gcm(Octets.wrap(new byte[12]), Octets.EMPTY, 128);
    }

    private static byte[] twice(byte[] part) {
        return (new String(part, StandardCharsets.UTF_8).repeat(2)).getBytes(StandardCharsets.UTF_8);
    }
}
