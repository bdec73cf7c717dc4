package io.craton.hsm.actors.admin;

import io.craton.hsm.actors.edge.TokenClient;
import io.craton.hsm.actors.system.NodeAddress;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the admin actors of all nodes. Beside what operators ask, every node is asked how it is every two seconds, so that the time of the
 * last contact means something. Thread-safe.
 */
public final class ClusterAdmin implements AdminService, AutoCloseable {
    /** The actor's name, equal on every node. */
    static final String ACTOR_NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterAdmin.class);
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(1);
    private static final Duration CONTACT_INTERVAL = Duration.ofSeconds(2);

    private final NodeSystem system;
    private final TokenDesk tokens;
    private final List<String> nodes;
    private final Map<String, ActorRef<AdminMessage>> actors;
    private final Map<String, NodeAnswer> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Cancellable contact;

    private ClusterAdmin(NodeSystem system, TokenDesk tokens, ActorRef<AdminMessage> own, Clock clock) {
        this.system = system;
        this.tokens = tokens;
        this.clock = clock;
        this.nodes = system.settings().nodes().stream().map(NodeAddress::name).toList();
        this.actors = new HashMap<>();
        ActorRefResolver resolver = ActorRefResolver.get(system.system());
        for (String node : nodes) {
            actors.put(
                    node,
                    node.equals(system.settings().self())
                            ? own
                            : resolver.resolveActorRef(
                                    system.settings().addressOf(node).orElseThrow() + "/user/" + ACTOR_NAME));
            known.put(node, new NodeAnswer.Silent(node, Optional.empty()));
        }
        this.contact = Adapter.toClassic(system.system())
                .scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        CONTACT_INTERVAL,
                        () -> nodes.forEach(this::describe),
                        system.system().executionContext());
    }

    /**
     * Starts this node's admin actor. The caller keeps what it passes in.
     *
     * @param slots equal on every node
     */
    public static ClusterAdmin start(NodeSystem system, TokenClient tokens, int slots, NodeFacts facts, Clock clock) {
        return new ClusterAdmin(
                system, new TokenDesk(tokens, slots), system.spawn(ACTOR_NAME, AdminActor.create(facts)), clock);
    }

    @Override
    public String self() {
        return system.settings().self();
    }

    @Override
    public List<NodeAnswer> nodes() {
        List<CompletableFuture<NodeAnswer>> answers =
                nodes.stream().map(node -> describe(node).toCompletableFuture()).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public List<NodeAnswer> lastKnown() {
        return nodes.stream().map(this::lastKnown).toList();
    }

    private NodeAnswer lastKnown(String node) {
        return known.getOrDefault(node, new NodeAnswer.Silent(node, Optional.empty()));
    }

    @Override
    public Outcome<Outcome.Unit> transferLeadership(String group, String toNode, Duration deadline) {
        if (!nodes.contains(toNode)) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        List<NodeAnswer> answers = nodes();
        Optional<NodeDescription> target = described(answers, toNode);
        if (target.isEmpty() || target.get().draining()) {
            return Outcome.refused(Fault.ACTION_PROHIBITED);
        }
        if (target.get().groups().stream().noneMatch(it -> it.name().equals(group))) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        Optional<String> leader = leaderOf(group, answers);
        if (leader.isEmpty()) {
            return Outcome.refused(Fault.DEVICE_ERROR);
        }
        return leader.get().equals(toNode)
                ? Outcome.OK
                : ask(leader.get(), deadline, replyTo -> new AdminMessage.TransferLeadership(group, toNode, replyTo));
    }

    private static Optional<NodeDescription> described(List<NodeAnswer> answers, String node) {
        return answers.stream()
                .filter(answer -> answer.node().equals(node))
                .flatMap(answer -> answer instanceof NodeAnswer.Described(NodeDescription it, Instant _)
                        ? Stream.of(it)
                        : Stream.empty())
                .findFirst();
    }

    /** The node that says of itself that it leads, in the highest term. */
    static Optional<String> leaderOf(String group, List<NodeAnswer> answers) {
        Optional<String> leader = Optional.empty();
        long term = -1;
        for (NodeAnswer answer : answers) {
            if (answer instanceof NodeAnswer.Described(NodeDescription node, Instant _)) {
                for (NodeDescription.Group it : node.groups()) {
                    if (it.name().equals(group) && it.role() == NodeDescription.Role.LEADER && it.term() > term) {
                        term = it.term();
                        leader = Optional.of(node.node());
                    }
                }
            }
        }
        return leader;
    }

    @Override
    public Outcome<Outcome.Unit> drain(String node, boolean draining, Duration deadline) {
        if (!nodes.contains(node)) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        if (draining && nodes().stream().anyMatch(answer -> !answer.node().equals(node) && !mayLead(answer))) {
            return Outcome.refused(Fault.ACTION_PROHIBITED);
        }
        return ask(node, deadline, replyTo -> new AdminMessage.Drain(draining, replyTo));
    }

    @Override
    public Outcome<TokenDescription> token(SlotId slot, long deadlineNanos) {
        return tokens.describe(slot, deadlineNanos);
    }

    @Override
    public Outcome<Page<ApplicationView>> applications(
            SlotId slot, Optional<ApplicationId> after, int limit, long deadlineNanos) {
        return tokens.applications(
                        slot, deadlineNanos, replyTo -> new TokenMessage.ListApplications(after, limit, replyTo))
                .map(found -> new Page<>(found.applications(), found.isLast()));
    }

    @Override
    public Outcome<Page<SessionEntry>> sessions(
            SlotId slot, Optional<ApplicationId> application, SessionHandle after, int limit, long deadlineNanos) {
        return tokens.sessions(
                        slot,
                        deadlineNanos,
                        replyTo -> new TokenMessage.ListSessions(application, after, limit, replyTo))
                .map(found -> new Page<>(found.sessions(), found.isLast()));
    }

    @Override
    public Outcome<Outcome.Unit> evictApplication(
            SlotId slot, ApplicationId application, RequestId by, long deadlineNanos) {
        return tokens.change(slot, deadlineNanos, new TokenCommand.EvictApplication(application, by));
    }

    @Override
    public Outcome<Outcome.Unit> evictSession(SessionHandle session, RequestId by, long deadlineNanos) {
        return session.isWellFormed()
                ? tokens.change(session.slot(), deadlineNanos, new TokenCommand.EvictSession(session, by))
                : Outcome.refused(Fault.SESSION_HANDLE_INVALID);
    }

    @Override
    public Outcome<Page<ObjectSummary>> objects(
            ApplicationId application, SessionHandle session, ObjectQuery query, long deadlineNanos) {
        return tokens.objects(application, session, query, deadlineNanos);
    }

    private static boolean mayLead(NodeAnswer answer) {
        return switch (answer) {
            case NodeAnswer.Described(NodeDescription node, Instant _) -> !node.draining();
            case NodeAnswer.Silent _ -> false;
        };
    }

    private Outcome<Outcome.Unit> ask(
            String node, Duration deadline, Function<ActorRef<AdminReply>, AdminMessage> message) {
        try {
            AdminReply reply = askLater(node, deadline, message)
                    .toCompletableFuture()
                    .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return switch (reply) {
                case AdminReply.Done() -> Outcome.OK;
                case AdminReply.Refused(Fault fault) -> Outcome.refused(fault);
                case AdminReply.Described _ -> throw new IllegalStateException("an answer to another question");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused(Fault.DEVICE_ERROR);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("node {} did not answer an operator's request: {}", node, e.toString());
            return Outcome.refused(Fault.DEVICE_ERROR);
        }
    }

    private CompletionStage<AdminReply> askLater(
            String node, Duration deadline, Function<ActorRef<AdminReply>, AdminMessage> message) {
        ActorRef<AdminMessage> actor = actors.get(node);
        if (actor == null) {
            throw new IllegalArgumentException("not a node of this cluster: " + node);
        }
        return AskPattern.ask(actor, message::apply, deadline, system.system().scheduler());
    }

    /** Never fails. */
    private CompletionStage<NodeAnswer> describe(String node) {
        return askLater(node, ANSWER_DEADLINE, AdminMessage.DescribeNode::new).handle((reply, _) -> {
            NodeAnswer answer;
            if (reply instanceof AdminReply.Described(NodeDescription description)
                    && description.node().equals(node)) {
                Instant now = clock.instant();
                heard.put(node, now);
                answer = new NodeAnswer.Described(description, now);
            } else {
                answer = new NodeAnswer.Silent(node, Optional.ofNullable(heard.get(node)));
            }
            known.put(node, answer);
            return answer;
        });
    }

    /** Stops asking. The actor ends with the system. */
    @Override
    public void close() {
        contact.cancel();
    }
}
