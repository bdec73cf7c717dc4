package io.craton.hsm.actors.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.FoundObjects;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.MechanismParameters.None;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An application as its client library behaves: it numbers its requests and talks to one node at a time. For one thread. */
final class TestApplication {
    static final String SO_PIN = "so-pin-8417";
    static final String USER_PIN = "user-pin-2951";

    /** PIN derivations take seconds on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int FOUND_PAGE = 3;

    private final FakeCluster cluster;
    private final ApplicationId id;
    private String node;
    private long sequence;

    TestApplication(FakeCluster cluster, String node) {
        this.cluster = cluster;
        this.node = node;
        this.id = cluster.service(node).admit(1000).application();
    }

    /** An application that logs in to a token it initialises in {@code slot}, with a user PIN. */
    static void initialize(FakeCluster cluster, SlotId slot) {
        TestApplication officer = new TestApplication(cluster, "n1");
        officer.initToken(slot);
        SessionHandle session = officer.open(slot);
        done(officer.login(session, Role.SECURITY_OFFICER, SO_PIN));
        done(officer.at().initPin(officer.call(), session, officer.pin(USER_PIN)));
        officer.close(session);
    }

    ApplicationId id() {
        return id;
    }

    HsmService at() {
        return cluster.service(node);
    }

    String node() {
        return node;
    }

    /** From here on its requests go to another node. */
    void moveTo(String other) {
        node = other;
    }

    Call call() {
        return call(PATIENCE);
    }

    Call call(Duration patience) {
        sequence++;
        return new Call(id, sequence, sequence, System.nanoTime() + patience.toNanos());
    }

    /** The same request again, with a new deadline. */
    Call again(Call call) {
        return new Call(
                call.application(), call.sequence(), call.oldestUnanswered(), System.nanoTime() + PATIENCE.toNanos());
    }

    Secret pin(String text) {
        return at().secrets().take(text.getBytes(StandardCharsets.UTF_8));
    }

    void initToken(SlotId slot) {
        done(at().initToken(call(), slot, pin(SO_PIN), "a token"));
    }

    SessionHandle open(SlotId slot) {
        return done(at().openSession(call(), slot, true));
    }

    SessionHandle openReadOnly(SlotId slot) {
        return done(at().openSession(call(), slot, false));
    }

    /** A read-write session whose user is logged in. */
    SessionHandle openLoggedIn(SlotId slot) {
        SessionHandle session = open(slot);
        done(login(session, Role.USER, USER_PIN));
        return session;
    }

    void close(SessionHandle session) {
        done(at().closeSession(call(), session));
    }

    Outcome<Outcome.Unit> login(SessionHandle session, Role role, String pin) {
        return at().login(call(), session, role, pin(pin));
    }

    void logout(SessionHandle session) {
        done(at().logout(call(), session));
    }

    SessionView view(SessionHandle session) {
        return done(at().session(call(), session));
    }

    ObjectHandle aesKey(SessionHandle session, boolean onToken) {
        return done(at().generateKey(call(), session, Mechanism.AES_KEY_GEN, Template.of(aes(onToken))));
    }

    ObjectHandle hmacKey(SessionHandle session, boolean onToken) {
        Attributes template = Attributes.builder()
                .put(AttributeType.TOKEN, onToken)
                .put(AttributeType.VALUE_LEN, 32)
                .build();
        return done(at().generateKey(call(), session, Mechanism.GENERIC_SECRET_KEY_GEN, Template.of(template)));
    }

    static Attributes aes(boolean onToken) {
        return Attributes.builder()
                .put(AttributeType.TOKEN, onToken)
                .put(AttributeType.VALUE_LEN, 32)
                .build();
    }

    KeyPairHandles ecPair(SessionHandle session, boolean onToken) {
        return done(ecPair(call(), session, onToken));
    }

    Outcome<KeyPairHandles> ecPair(Call call, SessionHandle session, boolean onToken) {
        Attributes publicKey = Attributes.builder()
                .put(AttributeType.TOKEN, onToken)
                .put(AttributeType.EC_PARAMS, NamedCurve.P_256.ecParams())
                .build();
        Attributes privateKey =
                Attributes.builder().put(AttributeType.TOKEN, onToken).build();
        return at().generateKeyPair(
                        call, session, Mechanism.EC_KEY_PAIR_GEN, Template.of(publicKey), Template.of(privateKey));
    }

    /** A data object with {@code label}. */
    static Template data(String label, boolean onToken, boolean isPrivate) {
        return Template.of(Attributes.builder()
                .put(ObjectClass.DATA)
                .put(AttributeType.TOKEN, onToken)
                .put(AttributeType.PRIVATE, isPrivate)
                .put(AttributeType.LABEL, text(label))
                .put(AttributeType.VALUE, text("value of " + label))
                .build());
    }

    ObjectHandle create(SessionHandle session, Template template) {
        return done(at().createObject(call(), session, template));
    }

    List<ObjectHandle> find(SessionHandle session) {
        return find(session, Attributes.NONE);
    }

    /** Every match, read in pages so small that there are several. */
    List<ObjectHandle> find(SessionHandle session, Attributes wanted) {
        List<ObjectHandle> found = new ArrayList<>();
        FoundObjects page;
        do {
            ObjectHandle after = found.isEmpty() ? FoundObjects.START : found.getLast();
            page = done(at().find(call(), session, Template.of(wanted), after, FOUND_PAGE));
            found.addAll(page.handles());
        } while (!page.isLast());
        return found;
    }

    Outcome<byte[]> sign(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data) {
        return at().sign(call(), session, new KeyUse(mechanism, None.NONE, key), Input.of(data));
    }

    Outcome<Outcome.Unit> verify(
            SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data, byte[] signature) {
        return at().verify(call(), session, new KeyUse(mechanism, None.NONE, key), Input.of(data), signature);
    }

    Outcome<byte[]> encrypt(
            SessionHandle session, Mechanism mechanism, MechanismParameters parameters, ObjectHandle key, byte[] data) {
        return at().encrypt(call(), session, new KeyUse(mechanism, parameters, key), Input.of(data));
    }

    Outcome<byte[]> decrypt(
            SessionHandle session, Mechanism mechanism, MechanismParameters parameters, ObjectHandle key, byte[] data) {
        return at().decrypt(call(), session, new KeyUse(mechanism, parameters, key), Input.of(data));
    }

    static Octets text(String text) {
        return Octets.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Fault fault) -> throw new AssertionError("refused: " + fault);
        };
    }

    static void assertRefused(Outcome<?> outcome, Fault fault) {
        assertThat((Object) outcome).isEqualTo(Outcome.refused(fault));
    }
}
