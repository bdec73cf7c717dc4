package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.admin.AdminMessage;
import io.craton.hsm.actors.admin.AdminReply;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.actors.agreed.AgreedMessage;
import io.craton.hsm.actors.agreed.AgreedReply;
import io.craton.hsm.actors.edge.EdgeMessage;
import io.craton.hsm.actors.shard.NotLeader;
import io.craton.hsm.actors.shard.ToSlot;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Every class that may be in a message between nodes, and its number. A number, once released, means that class for ever: it is not
 * given to another, and the components of a released record do not change. Immutable.
 */
public final class MessageRegistry {
    /** Numbers below are Kryo's own: the boxed primitives. */
    static final int FIRST_NUMBER = 16;

    /** A class and its number. */
    public record Entry(int number, Class<?> type) {}

    /** 16 to 99: what messages are made of. */
    private static final List<Entry> VALUES = List.of(
            new Entry(16, String.class),
            new Entry(17, byte[].class),
            new Entry(18, Octets.class),
            new Entry(19, Attributes.class),
            new Entry(20, Optional.class),
            new Entry(21, List.class),
            new Entry(22, ActorRef.class),
            new Entry(30, ApplicationId.class),
            new Entry(31, RequestId.class),
            new Entry(32, SlotId.class),
            new Entry(33, SessionHandle.class),
            new Entry(34, ObjectHandle.class),
            new Entry(40, Role.class),
            new Entry(41, Fault.class),
            new Entry(42, Outcome.Unit.class),
            new Entry(43, Outcome.Done.class),
            new Entry(44, Outcome.Refused.class),
            new Entry(50, Mechanism.class),
            new Entry(51, Operation.class),
            new Entry(52, AttributeType.class),
            new Entry(53, ObjectClass.class),
            new Entry(54, KeyType.class));

    /** 100 to 199: routing. */
    private static final List<Entry> ROUTING = List.of(new Entry(100, ToSlot.class), new Entry(101, NotLeader.class));

    /** 200 to 299: what tokens are asked and answer. */
    private static final List<Entry> TOKEN = List.of(
            new Entry(200, TokenMessage.Change.class),
            new Entry(201, TokenMessage.InitializeToken.class),
            new Entry(202, TokenMessage.LogIn.class),
            new Entry(203, TokenMessage.SetUserPin.class),
            new Entry(204, TokenMessage.ChangePin.class),
            new Entry(205, TokenMessage.ChangeAttributes.class),
            new Entry(206, TokenMessage.View.class),
            new Entry(207, TokenMessage.FindObjects.class),
            new Entry(208, TokenMessage.ReadSession.class),
            new Entry(209, TokenMessage.LeaseObject.class),
            new Entry(210, TokenMessage.RenewLease.class),
            new Entry(211, TokenMessage.ConfirmRevocation.class),
            new Entry(212, TokenMessage.AttachSession.class),
            // The commands that may come from another node as they are; the rest are decided beside the token.
            new Entry(220, TokenCommand.OpenSession.class),
            new Entry(221, TokenCommand.CloseSession.class),
            new Entry(222, TokenCommand.CloseAllSessions.class),
            new Entry(223, TokenCommand.LogOut.class),
            new Entry(225, TokenCommand.Detach.class),
            new Entry(226, TokenCommand.CreateObjects.class),
            new Entry(227, TokenCommand.DestroyObject.class),
            new Entry(230, TokenEvent.Cause.class),
            new Entry(231, NewObject.class),
            new Entry(240, TokenReply.Answer.class),
            new Entry(241, TokenReply.Refusal.class),
            new Entry(242, TokenReply.Viewed.class),
            new Entry(243, TokenReply.Found.class),
            new Entry(244, TokenReply.SessionFacts.class),
            new Entry(245, TokenReply.LeasedObject.class),
            new Entry(246, TokenReply.Renewed.class),
            new Entry(247, TokenReply.Attached.class),
            new Entry(250, Result.Nothing.class),
            new Entry(251, Result.Session.class),
            new Entry(252, Result.Objects.class),
            new Entry(260, TokenView.class),
            new Entry(261, TokenView.PinStanding.class));

    /** 300 to 399: sessions and the edge. */
    private static final List<Entry> SESSION =
            List.of(new Entry(300, EdgeMessage.Revoke.class), new Entry(301, EdgeMessage.Evict.class));

    /** 400 to 499: administration. */
    private static final List<Entry> ADMIN = List.of(
            new Entry(400, AdminMessage.DescribeNode.class),
            new Entry(401, AdminMessage.TransferLeadership.class),
            new Entry(402, AdminMessage.Drain.class),
            new Entry(410, AdminReply.Described.class),
            new Entry(411, AdminReply.Done.class),
            new Entry(412, AdminReply.Refused.class),
            new Entry(420, NodeDescription.class),
            new Entry(421, NodeDescription.Group.class),
            new Entry(422, NodeDescription.Role.class),
            new Entry(423, NodeDescription.Certificate.class),
            new Entry(424, NodeDescription.Backend.class),
            new Entry(425, NodeDescription.Counter.class),
            new Entry(426, NodeDescription.SelfTest.class),
            new Entry(430, TokenMessage.DescribeToken.class),
            new Entry(431, TokenMessage.ListApplications.class),
            new Entry(432, TokenMessage.ListSessions.class),
            new Entry(433, TokenMessage.ListObjects.class),
            new Entry(440, TokenCommand.EvictApplication.class),
            new Entry(441, TokenCommand.EvictSession.class),
            new Entry(450, TokenReply.Described.class),
            new Entry(451, TokenReply.Applications.class),
            new Entry(452, TokenReply.Sessions.class),
            new Entry(453, TokenReply.Objects.class),
            new Entry(460, TokenDescription.class),
            new Entry(461, ApplicationView.class),
            new Entry(462, SessionEntry.class),
            new Entry(463, ObjectSummary.class),
            new Entry(490, OperationUse.class));

    /** 500 to 599: states of the whole cluster. */
    private static final List<Entry> AGREED = List.of(
            new Entry(500, AgreedMessage.Read.class),
            new Entry(501, AgreedMessage.Append.class),
            new Entry(510, AgreedReply.Current.class),
            new Entry(511, AgreedReply.Appended.class),
            new Entry(512, AgreedReply.TooLarge.class));

    private static final MessageRegistry STANDARD =
            new MessageRegistry(Stream.of(VALUES, ROUTING, TOKEN, SESSION, ADMIN, AGREED)
                    .flatMap(List::stream)
                    .toList());

    private final List<Entry> entries;

    private MessageRegistry(List<Entry> entries) {
        Map<Integer, Class<?>> byNumber = new HashMap<>();
        Map<Class<?>, Integer> byType = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.number() < FIRST_NUMBER) {
                throw new IllegalArgumentException("number " + entry.number() + " is Kryo's own");
            }
            if (byNumber.put(entry.number(), entry.type()) != null
                    || byType.put(entry.type(), entry.number()) != null) {
                throw new IllegalArgumentException("number or class twice: " + entry);
            }
        }
        this.entries = List.copyOf(entries);
    }

    /** The messages of this version. */
    public static MessageRegistry standard() {
        return STANDARD;
    }

    /** These classes and more. */
    public MessageRegistry plus(Entry... more) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(List.of(more));
        return new MessageRegistry(all);
    }

    public List<Entry> entries() {
        return entries;
    }

    /** A Kryo that knows these classes and no other. For one thread. */
    Kryo kryo(ActorReferences references) {
        Kryo kryo = new Kryo(new FixedClasses(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(WireLimits.MAX_DEPTH);
        Map<Class<?>, Serializer<?>> builtIn = BuiltInShapes.all(references);
        // Kryo's own registration of String believes any length.
        kryo.register(
                String.class,
                shape(String.class, builtIn),
                kryo.getRegistration(String.class).getId());
        for (Entry entry : entries) {
            kryo.register(entry.type(), shape(entry.type(), builtIn), entry.number());
        }
        return kryo;
    }

    private static Serializer<?> shape(Class<?> type, Map<Class<?>, Serializer<?>> builtIn) {
        Serializer<?> shape = builtIn.get(type);
        if (shape != null) {
            return shape;
        } else if (type.isEnum()) {
            return new EnumShape(type);
        } else if (type.isRecord()) {
            return new RecordShape(type);
        }
        throw new IllegalArgumentException(type.getName() + " is neither a record nor an enum");
    }
}
