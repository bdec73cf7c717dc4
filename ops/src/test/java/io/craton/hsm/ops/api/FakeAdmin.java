package io.craton.hsm.ops.api;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Group;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import io.craton.hsm.actors.admin.ObjectQuery;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.Page;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two nodes and the tokens of a {@link FakeHsm}. Slot 1 has lost its leader. */
final class FakeAdmin implements AdminService {
    private static final SlotId LEADERLESS = new SlotId(1);

    private final FakeHsm hsm;

    FakeAdmin(FakeHsm hsm) {
        this.hsm = hsm;
    }

    @Override
    public String self() {
        return "n1";
    }

    @Override
    public List<NodeAnswer> nodes() {
        NodeDescription description = new NodeDescription(
                "n1",
                "1",
                60,
                true,
                false,
                List.of(new Group("g1", Role.LEADER, 4, Optional.of("n1"), 20, 20, true)),
                List.of(new NodeDescription.Certificate("node", 0)),
                List.of(new NodeDescription.Backend(
                        "jdk",
                        "25",
                        true,
                        "passed",
                        1_700_000_000_000L,
                        List.of(new NodeDescription.SelfTest("SHA256", "FIPS 180-4", true, 12)))),
                List.of());
        return List.of(
                new NodeAnswer.Described(description, Instant.EPOCH), new NodeAnswer.Silent("n2", Optional.empty()));
    }

    @Override
    public List<NodeAnswer> lastKnown() {
        return nodes();
    }

    @Override
    public Outcome<Unit> transferLeadership(String group, String toNode, Duration deadline) {
        if (!group.equals("g1")) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        return switch (toNode) {
            case "n1" -> Outcome.OK;
            case "n2" -> Outcome.refused(Fault.ACTION_PROHIBITED);
            default -> Outcome.refused(Fault.ARGUMENTS_BAD);
        };
    }

    @Override
    public Outcome<Unit> drain(String node, boolean draining, Duration deadline) {
        return node.equals("n1") ? Outcome.OK : Outcome.refused(Fault.DEVICE_ERROR);
    }

    @Override
    public Outcome<TokenDescription> token(SlotId slot, long deadlineNanos) {
        if (slot.value() >= FakeHsm.SLOTS) {
            return Outcome.refused(Fault.SLOT_ID_INVALID);
        }
        if (slot.equals(LEADERLESS)) {
            return Outcome.refused(Fault.DEVICE_ERROR);
        }
        String label = hsm.labels.get(slot);
        return Outcome.done(new TokenDescription(
                new TokenView(
                        slot,
                        label != null,
                        label == null ? "" : label,
                        "00ff",
                        true,
                        PinStanding.LOCKED,
                        PinStanding.CLEAR,
                        hsm.sessions.size(),
                        0,
                        100,
                        4,
                        255,
                        1),
                hsm.objects.size(),
                0,
                1,
                1,
                10,
                0));
    }

    @Override
    public Outcome<Page<ApplicationView>> applications(
            SlotId slot, Optional<ApplicationId> after, int limit, long deadlineNanos) {
        return Outcome.done(page(
                hsm.sessions.values().stream()
                        .distinct()
                        .sorted()
                        .filter(id -> after.isEmpty() || id.compareTo(after.get()) > 0)
                        .map(id ->
                                new ApplicationView(id, Optional.ofNullable(hsm.logins.get(id)), List.of("n1"), 1, 1)),
                limit));
    }

    @Override
    public Outcome<Page<SessionEntry>> sessions(
            SlotId slot, Optional<ApplicationId> application, SessionHandle after, int limit, long deadlineNanos) {
        return Outcome.done(page(
                hsm.sessions.entrySet().stream()
                        .map(entry -> new SessionEntry(entry.getKey(), entry.getValue(), true))
                        .filter(entry ->
                                application.isEmpty() || entry.application().equals(application.get()))
                        .filter(entry -> entry.session().compareTo(after) > 0)
                        .sorted(Comparator.comparing(SessionEntry::session)),
                limit));
    }

    @Override
    public Outcome<Unit> evictApplication(SlotId slot, ApplicationId application, RequestId by, long deadlineNanos) {
        hsm.sessions.values().removeIf(application::equals);
        hsm.logins.remove(application);
        return Outcome.OK;
    }

    @Override
    public Outcome<Unit> evictSession(SessionHandle session, RequestId by, long deadlineNanos) {
        hsm.sessions.remove(session);
        return Outcome.OK;
    }

    @Override
    public Outcome<Page<ObjectSummary>> objects(
            ApplicationId application, SessionHandle session, ObjectQuery query, long deadlineNanos) {
        if (!application.equals(hsm.sessions.get(session))) {
            return Outcome.refused(Fault.SESSION_HANDLE_INVALID);
        }
        return Outcome.done(page(
                hsm.objects.tailMap(query.after(), false).entrySet().stream()
                        .filter(entry -> entry.getValue().matches(query.wanted()))
                        .map(entry -> new ObjectSummary(entry.getKey(), entry.getValue())),
                query.limit()));
    }

    private static <T> Page<T> page(Stream<T> all, int limit) {
        List<T> found = all.limit(limit + 1L).toList();
        return new Page<>(found.subList(0, Math.min(limit, found.size())), found.size() <= limit);
    }
}
