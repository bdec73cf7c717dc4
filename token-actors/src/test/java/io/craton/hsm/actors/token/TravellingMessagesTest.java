package io.craton.hsm.actors.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.actors.shard.ToSlot;
import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.WrappedSecret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.JSerializer;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever may go from node to node gets there as it left. */
class TravellingMessagesTest {
    private static final SlotId SLOT = new SlotId(5);
    private static final SessionHandle SESSION = SessionHandle.of(SLOT, 3);
    private static final ObjectHandle OBJECT = ObjectHandle.ofToken(8);
    private static final ApplicationId APPLICATION =
            new ApplicationId(Octets.ofHex("000102030405060708090a0b0c0d0e0f"));
    private static final Cause CAUSE = new Cause(new RequestId(APPLICATION, 12), 11);
    private static final Octets BLOB = Octets.ofHex("c0ffee");
    private static final Attributes ATTRIBUTES = Attributes.builder()
            .put(ObjectClass.SECRET_KEY)
            .put(KeyType.AES)
            .put(AttributeType.TOKEN, true)
            .put(AttributeType.VALUE_LEN, 32)
            .put(AttributeType.LABEL, BLOB)
            .build();

    private final ActorTestKit kit = ActorTestKit.create();
    private final ActorRef<TokenReply> replyTo =
            kit.<TokenReply>createTestProbe().ref();
    private final ActorRef<TokenMessage> token =
            kit.<TokenMessage>createTestProbe().ref();
    private final JSerializer serializer = (JSerializer) SerializationExtension.get(Adapter.toClassic(kit.system()))
            .findSerializerFor(new TokenReply.Refusal(Fault.DEVICE_ERROR));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void carriesEveryQuestionToATokenWrappedForItsSlot() {
        for (TokenMessage message : questions()) {
            assertTravels(message);
            assertTravels(new ToSlot(SLOT.value(), message));
        }
        assertThat(classesOf(questions())).isEqualTo(concrete(TokenMessage.class, TokenMessage.Internal.class));
    }

    @Test
    void carriesEveryAnswerOfAToken() {
        List<TokenReply> answers = answers();
        answers.forEach(this::assertTravels);
        assertThat(classesOf(answers)).isEqualTo(concrete(TokenReply.class));
    }

    @Test
    void carriesEveryCommandThatTheEdgeSends() {
        for (TokenCommand command : travelling()) {
            assertTravels(new TokenMessage.Change(command, replyTo));
        }
    }

    @Test
    void carriesRevocations() {
        assertTravels(new EdgeMessage.Revoke(
                SLOT, 4, 17, 19, List.of(OBJECT), List.of(APPLICATION), List.of(APPLICATION), token));
        assertTravels(new EdgeMessage.Evict(SLOT, APPLICATION, Optional.of(SESSION)));
        assertTravels(new EdgeMessage.Revoke(SLOT, 4, 0, 1, List.of(), List.of(), List.of(), token));
    }

    /** What a token decides only after it checked a PIN, or beside its own keys, no other node can ask for ready-made. */
    @Test
    void refusesCommandsThatOnlyTheTokenItselfMayGive() {
        WrappedSecret wrapped = new WrappedSecret(BLOB, 1, BLOB);
        List<TokenCommand> own = List.of(
                new TokenCommand.InitializeToken(CAUSE, "label", "serial", wrapped),
                new TokenCommand.CountPinTry(CAUSE, new TokenCommand.PinUse.ForInitialization()),
                new TokenCommand.FailPinTry(CAUSE),
                new TokenCommand.LogIn(CAUSE, SESSION, Role.USER, BLOB),
                new TokenCommand.SetUserPin(CAUSE, SESSION, wrapped),
                new TokenCommand.ChangePin(CAUSE, SESSION, Role.USER, wrapped),
                new TokenCommand.Attach(APPLICATION, SESSION, "n2/0011"),
                new TokenCommand.ChangeObject(
                        CAUSE, SESSION, new StoredObject(OBJECT, BLOB, false, BLOB, Optional.empty())));
        for (TokenCommand command : own) {
            assertThatThrownBy(() -> serializer.toBinary(new TokenMessage.Change(command, replyTo)))
                    .as("%s", command.getClass())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Set<Class<?>> all = classesOf(own);
        all.addAll(classesOf(travelling()));
        assertThat(all).isEqualTo(concrete(TokenCommand.class));
    }

    @Test
    void keepsWhatAnActorTellsItselfAtHome() {
        assertThatThrownBy(() -> serializer.toBinary(TokenMessage.Internal.Flush.FLUSH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serializer.toBinary(EdgeMessage.Renew.RENEW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<TokenMessage> questions() {
        return List.of(
                new TokenMessage.Change(new TokenCommand.LogOut(CAUSE, SESSION), replyTo),
                new TokenMessage.InitializeToken(CAUSE, BLOB, "label", replyTo),
                new TokenMessage.LogIn(CAUSE, SESSION, Role.SECURITY_OFFICER, BLOB, replyTo),
                new TokenMessage.SetUserPin(CAUSE, SESSION, BLOB, replyTo),
                new TokenMessage.ChangePin(CAUSE, SESSION, BLOB, Octets.EMPTY, replyTo),
                new TokenMessage.ChangeAttributes(CAUSE, SESSION, OBJECT, ATTRIBUTES, replyTo),
                new TokenMessage.View(replyTo),
                new TokenMessage.FindObjects(APPLICATION, SESSION, Attributes.NONE, OBJECT, 100, replyTo),
                new TokenMessage.ReadSession(APPLICATION, SESSION, replyTo),
                new TokenMessage.AttachSession(APPLICATION, SESSION, "n2/0011", replyTo),
                new TokenMessage.LeaseObject(APPLICATION, SESSION, OBJECT, "n2", true, 9, replyTo),
                new TokenMessage.RenewLease("n2", "n2/0011", 9, replyTo),
                new TokenMessage.DescribeToken(replyTo),
                new TokenMessage.ListApplications(Optional.of(APPLICATION), 10, replyTo),
                new TokenMessage.ListSessions(Optional.empty(), SESSION, 10, replyTo),
                new TokenMessage.ListObjects(APPLICATION, SESSION, ATTRIBUTES, "part", OBJECT, 10, replyTo),
                new TokenMessage.ConfirmRevocation("n3", 10));
    }

    private static List<TokenReply> answers() {
        TokenView view = new TokenView(
                SLOT, true, "label", "00ff", true, PinStanding.FINAL_TRY, PinStanding.CLEAR, 3, 2, 100, 4, 255, 21);
        return List.of(
                new TokenReply.Answer(Result.NOTHING),
                new TokenReply.Answer(new Result.Session(SESSION)),
                new TokenReply.Answer(new Result.Objects(List.of(OBJECT, ObjectHandle.ofToken(9)))),
                new TokenReply.Refusal(Fault.PIN_LOCKED),
                new TokenReply.Viewed(view),
                new TokenReply.Found(List.of(OBJECT)),
                new TokenReply.SessionFacts(true, Optional.of(Role.USER), 4, 21),
                new TokenReply.SessionFacts(false, Optional.empty(), 4, 21),
                new TokenReply.LeasedObject(OBJECT, true, BLOB, ATTRIBUTES, Optional.of(BLOB), Optional.empty(), 4, 21),
                new TokenReply.Renewed(4, 21),
                new TokenReply.Described(new TokenDescription(view, 9, 4, 2, 1, 3, 0)),
                new TokenReply.Applications(
                        List.of(new ApplicationView(APPLICATION, Optional.of(Role.USER), List.of("n2"), 3, 2)), true),
                new TokenReply.Sessions(List.of(new SessionEntry(SESSION, APPLICATION, true)), false),
                new TokenReply.Objects(List.of(new ObjectSummary(OBJECT, ATTRIBUTES)), OBJECT, false),
                new TokenReply.Attached(
                        new TokenReply.SessionFacts(true, Optional.of(Role.USER), 4, 21), List.of(SESSION)));
    }

    /** A full page of handles is one message, and so are all the sessions an application can have. */
    @Test
    void carriesTheLongestLists() {
        assertTravels(new TokenReply.Attached(
                new TokenReply.SessionFacts(true, Optional.empty(), Long.MAX_VALUE, Long.MAX_VALUE),
                LongStream.rangeClosed(1, TokenLimits.MAX_SESSIONS)
                        .mapToObj(number -> SessionHandle.of(SLOT, number))
                        .toList()));
        List<ObjectHandle> page = new ArrayList<>();
        for (int i = 1; i <= TokenReply.MAX_FOUND; i++) {
            page.add(ObjectHandle.ofToken(Long.MAX_VALUE / 2 - i));
        }
        assertTravels(new TokenReply.Found(List.copyOf(page)));
    }

    private static List<TokenCommand> travelling() {
        NewObject object = new NewObject(BLOB, true, BLOB, Optional.of(BLOB));
        return List.of(
                new TokenCommand.OpenSession(CAUSE, true, "n2/0011"),
                new TokenCommand.CloseSession(CAUSE, SESSION),
                new TokenCommand.CloseAllSessions(CAUSE),
                new TokenCommand.LogOut(CAUSE, SESSION),
                new TokenCommand.Detach(APPLICATION, "n2/0011"),
                new TokenCommand.EvictApplication(APPLICATION, CAUSE.request()),
                new TokenCommand.EvictSession(SESSION, CAUSE.request()),
                new TokenCommand.CreateObjects(CAUSE, SESSION, List.of(object, object)),
                new TokenCommand.DestroyObject(CAUSE, SESSION, OBJECT));
    }

    private void assertTravels(ClusterMessage message) {
        byte[] bytes = serializer.toBinary(message);
        assertThat(serializer.fromBinary(bytes)).isEqualTo(message);
    }

    private static Set<Class<?>> classesOf(List<?> messages) {
        Set<Class<?>> classes = new HashSet<>();
        messages.forEach(message -> classes.add(message.getClass()));
        return classes;
    }

    private static Set<Class<?>> concrete(Class<?> sealed, Class<?>... except) {
        Set<Class<?>> found = new HashSet<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (Stream.of(except).noneMatch(permitted::equals)) {
                found.addAll(permitted.isSealed() ? concrete(permitted, except) : Set.of(permitted));
            }
        }
        return found;
    }
}
