package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.data;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static io.craton.hsm.actors.edge.TestApplication.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FakeCluster.Shared.class)
class ObjectTest {
    private final SlotId slot;
    private final TestApplication application;
    private final TestApplication onAnotherNode;
    private final SessionHandle session;
    private final String label = "object " + UUID.randomUUID();

    ObjectTest(FakeCluster cluster) {
        this.slot = cluster.commonSlot();
        this.application = new TestApplication(cluster, "n2");
        this.onAnotherNode = new TestApplication(cluster, "n3");
        this.session = application.openLoggedIn(slot);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void createsReadsChangesCopiesAndDestroys(boolean onToken) {
        ObjectHandle object = application.create(session, data(label, onToken, true));
        assertThat(find(application, session, label)).containsExactly(object);
        assertThat(attribute(object, AttributeType.VALUE)).isEqualTo(value(text("value of " + label)));
        assertThat(attribute(object, AttributeType.MODULUS)).isInstanceOf(AttributeAnswer.Absent.class);

        done(set(object, AttributeType.LABEL, "another " + label));
        assertThat(attribute(object, AttributeType.LABEL)).isEqualTo(value(text("another " + label)));
        assertThat(find(application, session, label)).isEmpty();
        assertRefused(set(object, AttributeType.VALUE, "x"), Fault.ATTRIBUTE_READ_ONLY);

        ObjectHandle copy = copy(object, Attributes.builder().put(AttributeType.LABEL, text(label)));
        assertThat(find(application, session, label)).containsExactly(copy);
        assertThat(attribute(copy, AttributeType.UNIQUE_ID)).isNotEqualTo(attribute(object, AttributeType.UNIQUE_ID));

        done(application.at().destroyObject(application.call(), session, object));
        assertRefused(application.at().facts(application.call(), session, object), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(application.at().destroyObject(application.call(), session, object), Fault.OBJECT_HANDLE_INVALID);
        assertThat(attribute(copy, AttributeType.LABEL)).isEqualTo(value(text(label)));
        assertThat(application.create(session, data(label, onToken, true)).value())
                .as("no handle twice")
                .isGreaterThan(copy.value());
    }

    @Test
    void showsATokenObjectToEveryoneAndASessionObjectToItsApplicationOnly() {
        ObjectHandle onToken = application.create(session, data(label, true, false));
        ObjectHandle inSession = application.create(session, data(label, false, false));
        assertThat(find(application, session, label)).containsExactly(onToken, inSession);
        SessionHandle second = application.open(slot);
        assertThat(find(application, second, label)).containsExactly(onToken, inSession);
        SessionHandle foreign = onAnotherNode.open(slot);
        assertThat(find(onAnotherNode, foreign, label)).containsExactly(onToken);
        application.close(session);
        assertThat(find(application, second, label))
                .as("they end with their session")
                .containsExactly(onToken);
    }

    @Test
    void hidesPrivateObjectsBeforeLoginAndAfterLogout() {
        ObjectHandle onToken = application.create(session, data(label, true, true));
        ObjectHandle inSession = application.create(session, data(label, false, true));
        ObjectHandle open = application.create(session, data(label, true, false));
        SessionHandle foreign = onAnotherNode.open(slot);
        assertThat(find(onAnotherNode, foreign, label)).containsExactly(open);
        assertRefused(onAnotherNode.at().facts(onAnotherNode.call(), foreign, onToken), Fault.OBJECT_HANDLE_INVALID);
        done(onAnotherNode.login(foreign, Role.USER, TestApplication.USER_PIN));
        assertThat(find(onAnotherNode, foreign, label)).containsExactly(onToken, open);

        application.logout(session);
        assertThat(find(application, session, label)).containsExactly(open);
        assertRefused(application.at().facts(application.call(), session, onToken), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(application.at().facts(application.call(), session, inSession), Fault.OBJECT_HANDLE_INVALID);
        assertThat(find(onAnotherNode, foreign, label))
                .as("whoever is logged in still sees it")
                .contains(onToken);

        done(application.login(session, Role.USER, TestApplication.USER_PIN));
        assertThat(find(application, session, label)).contains(onToken, open);
        await("private session objects are destroyed with the logout")
                .untilAsserted(
                        () -> assertThat(find(application, session, label)).doesNotContain(inSession));
    }

    @Test
    void findsByLabelByIdAndByBothInPages() {
        List<ObjectHandle> alike = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            alike.add(application.create(session, data(label, true, i % 2 == 0)));
        }
        ObjectHandle key = application.hmacKey(session, true);
        Octets id = text("id of " + label);
        done(application.at().setAttributes(application.call(), session, key, withId(id)));
        done(set(key, AttributeType.LABEL, label));
        alike.add(key);

        assertThat(find(application, session, label)).containsExactlyElementsOf(alike);
        Attributes byId = Attributes.builder().put(AttributeType.ID, id).build();
        assertThat(application.find(session, byId)).containsExactly(key);
        Attributes both = byId.toBuilder().put(AttributeType.LABEL, text(label)).build();
        assertThat(application.find(session, both)).containsExactly(key);
        Attributes neither =
                byId.toBuilder().put(AttributeType.LABEL, text("no " + label)).build();
        assertThat(application.find(session, neither)).isEmpty();

        done(application.at().destroyObject(application.call(), session, alike.get(3)));
        done(application.at().setAttributes(application.call(), session, key, withId(text("another " + label))));
        assertThat(application.find(session, byId)).isEmpty();
        alike.remove(3);
        assertThat(find(application, session, label)).containsExactlyElementsOf(alike);
    }

    private static Template withId(Octets id) {
        return Template.of(Attributes.builder().put(AttributeType.ID, id).build());
    }

    @Test
    void letsOnlyReadWriteSessionsOfTheUserWriteToTheToken() {
        SessionHandle readOnly = application.openReadOnly(slot);
        assertRefused(
                application.at().createObject(application.call(), readOnly, data(label, true, false)),
                Fault.SESSION_READ_ONLY);
        application.create(readOnly, data(label, false, false));
        ObjectHandle object = application.create(session, data(label, true, false));
        assertRefused(application.at().destroyObject(application.call(), readOnly, object), Fault.SESSION_READ_ONLY);

        SessionHandle foreign = onAnotherNode.open(slot);
        assertRefused(
                onAnotherNode.at().createObject(onAnotherNode.call(), foreign, data(label, true, true)),
                Fault.USER_NOT_LOGGED_IN);
        assertRefused(
                onAnotherNode
                        .at()
                        .generateKey(
                                onAnotherNode.call(),
                                foreign,
                                Mechanism.AES_KEY_GEN,
                                Template.of(TestApplication.aes(true))),
                Fault.USER_NOT_LOGGED_IN);
    }

    @Test
    void givesOutKeyMaterialOnlyWhereTheKeySaysSo() {
        ObjectHandle sensitive = application.aesKey(session, true);
        assertThat(attribute(sensitive, AttributeType.VALUE)).isInstanceOf(AttributeAnswer.Sensitive.class);
        byte[] bytes = new byte[32];
        bytes[7] = 42;
        ObjectHandle imported = importAes(bytes.clone());
        try (Secret value = ((AttributeAnswer.Material) attribute(imported, AttributeType.VALUE)).value()) {
            assertThat(value.withBytes(byte[]::clone)).isEqualTo(bytes);
        }
        done(application
                .at()
                .setAttributes(
                        application.call(),
                        session,
                        imported,
                        Template.of(Attributes.builder()
                                .put(AttributeType.SENSITIVE, true)
                                .build())));
        assertThat(attribute(imported, AttributeType.VALUE)).isInstanceOf(AttributeAnswer.Sensitive.class);
    }

    private ObjectHandle importAes(byte[] value) {
        Attributes template = Attributes.builder()
                .put(ObjectClass.SECRET_KEY)
                .put(KeyType.AES)
                .put(AttributeType.TOKEN, true)
                .put(AttributeType.SENSITIVE, false)
                .put(AttributeType.EXTRACTABLE, true)
                .build();
        Secret secret = application.at().secrets().take(value);
        return application.create(session, Template.of(template, Map.of(AttributeType.VALUE, secret)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, -1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_000})
    void refusesHandlesThatNameNothing(long value) {
        ObjectHandle handle = new ObjectHandle(value);
        assertRefused(application.at().facts(application.call(), session, handle), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(application.at().destroyObject(application.call(), session, handle), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(set(handle, AttributeType.LABEL, label), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(application.sign(session, Mechanism.SHA256_HMAC, handle, new byte[1]), Fault.KEY_HANDLE_INVALID);
    }

    @Test
    void refusesTemplatesThatDescribeNoObject() {
        Template empty = Template.of(Attributes.NONE);
        assertRefused(application.at().createObject(application.call(), session, empty), Fault.TEMPLATE_INCOMPLETE);
        Template contradictory = Template.of(
                TestApplication.aes(false).toBuilder().put(KeyType.EC).build());
        assertRefused(
                application.at().generateKey(application.call(), session, Mechanism.AES_KEY_GEN, contradictory),
                Fault.TEMPLATE_INCONSISTENT);
        assertRefused(
                application
                        .at()
                        .generateKey(
                                application.call(), session, Mechanism.SHA256, Template.of(TestApplication.aes(false))),
                Fault.MECHANISM_INVALID);
    }

    private static AttributeAnswer value(Octets bytes) {
        return new AttributeAnswer.Value(AttributeValue.of(bytes));
    }

    private AttributeAnswer attribute(ObjectHandle object, AttributeType type) {
        return done(application.at().attributes(application.call(), session, object, List.of(type)))
                .getFirst();
    }

    private Outcome<Outcome.Unit> set(ObjectHandle object, AttributeType type, String value) {
        Attributes changes = Attributes.builder().put(type, text(value)).build();
        return application.at().setAttributes(application.call(), session, object, Template.of(changes));
    }

    private ObjectHandle copy(ObjectHandle source, Attributes.Builder changes) {
        return done(application.at().copyObject(application.call(), session, source, Template.of(changes.build())));
    }

    private static List<ObjectHandle> find(TestApplication who, SessionHandle session, String label) {
        Attributes wanted =
                Attributes.builder().put(AttributeType.LABEL, text(label)).build();
        return who.find(session, wanted);
    }
}
