package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.ObjectQuery;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.Page;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.object.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator asks one node and gets from all. */
@Timeout(180)
@ExtendWith(FakeCluster.Shared.class)
class AdministrationTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final FakeCluster cluster;
    private final AdminService admin;

    AdministrationTest(FakeCluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin("n2");
    }

    @Test
    void describesEveryNode() {
        assertThat(admin.nodes())
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(NodeAnswer.Described.class));
        assertThat(admin.nodes().stream().map(NodeAnswer::node)).containsExactly("n1", "n2", "n3");
    }

    @Test
    void passesLeadershipThroughItsLeaderAndRefusesWhatDoesNotExist() {
        done(admin.transferLeadership("g1", "n3", SOON));
        assertRefused(admin.transferLeadership("g9", "n3", SOON), Fault.ARGUMENTS_BAD);
        assertRefused(admin.transferLeadership("g1", "n9", SOON), Fault.ARGUMENTS_BAD);
    }

    @Test
    void drainsOneNodeAtATimeAndGivesItNoLeadershipMeanwhile() {
        done(admin.drain("n3", true, SOON));
        try {
            assertRefused(admin.drain("n2", true, SOON), Fault.ACTION_PROHIBITED);
            assertRefused(admin.transferLeadership("g1", "n3", SOON), Fault.ACTION_PROHIBITED);
        } finally {
            done(admin.drain("n3", false, SOON));
        }
        done(admin.drain("n2", true, SOON));
        done(admin.drain("n2", false, SOON));
        assertRefused(admin.drain("n9", true, SOON), Fault.ARGUMENTS_BAD);
    }

    @Test
    void showsATokenWithItsApplicationsAndSessions() {
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        TestApplication user = new TestApplication(cluster, "n3");
        SessionHandle session = user.openLoggedIn(slot);

        TokenDescription token = done(admin.token(slot, deadline()));
        assertThat(token.view().initialized()).isTrue();
        assertThat(token.logins()).isEqualTo(1);
        ApplicationView shown = done(admin.applications(slot, Optional.empty(), 10, deadline())).entries().stream()
                .filter(view -> view.application().equals(user.id()))
                .findFirst()
                .orElseThrow();
        assertThat(shown.login()).contains(Role.USER);
        assertThat(shown.nodes()).containsExactly("n3");
        Page<SessionEntry> sessions =
                done(admin.sessions(slot, Optional.of(user.id()), new SessionHandle(0), 10, deadline()));
        assertThat(sessions.entries()).containsExactly(new SessionEntry(session, user.id(), true));
        assertThat(sessions.isLast()).isTrue();
        assertRefused(admin.token(new SlotId(200), deadline()), Fault.SLOT_ID_INVALID);
    }

    @Test
    void pagesThroughObjectsAndSearchesThemByPartOfTheLabel() {
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        TestApplication user = new TestApplication(cluster, "n1");
        SessionHandle session = user.openLoggedIn(slot);
        for (int i = 0; i < 7; i++) {
            user.hmacKey(session, true);
        }

        List<ObjectHandle> seen = new ArrayList<>();
        ObjectHandle after = new ObjectHandle(0);
        boolean isLast = false;
        while (!isLast) {
            Page<ObjectSummary> page =
                    done(admin.objects(user.id(), session, new ObjectQuery(Attributes.NONE, "", after, 3), deadline()));
            page.entries().forEach(object -> seen.add(object.object()));
            isLast = page.isLast();
            after = seen.getLast();
        }
        assertThat(seen).hasSize(7).doesNotHaveDuplicates().isSorted();
        assertThat(done(admin.objects(
                                user.id(),
                                session,
                                new ObjectQuery(Attributes.NONE, "no such label", new ObjectHandle(0), 3),
                                deadline()))
                        .entries())
                .isEmpty();
        assertRefused(
                admin.objects(
                        new TestApplication(cluster, "n1").id(),
                        session,
                        new ObjectQuery(Attributes.NONE, "", new ObjectHandle(0), 3),
                        deadline()),
                Fault.SESSION_HANDLE_INVALID);
    }

    @Test
    void anEvictedApplicationUsesNothingAnyMoreAndMayComeBack() {
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        TestApplication user = new TestApplication(cluster, "n3");
        SessionHandle session = user.openLoggedIn(slot);
        ObjectHandle key = user.hmacKey(session, true);
        TestApplication bystander = new TestApplication(cluster, "n3");
        SessionHandle other = bystander.openLoggedIn(slot);

        done(admin.evictApplication(slot, user.id(), operator(), deadline()));

        assertRefused(user.at().session(user.call(), session), Fault.SESSION_HANDLE_INVALID);
        assertRefused(user.at().facts(user.call(), session, key), Fault.SESSION_HANDLE_INVALID);
        assertThat(done(bystander.at().session(bystander.call(), other)).login())
                .contains(Role.USER);
        done(admin.evictApplication(slot, user.id(), operator(), deadline()));
        assertThat(user.openLoggedIn(slot)).isNotEqualTo(session);
    }

    @Test
    void closesOneSessionAndLeavesTheOthersOfTheApplication() {
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        TestApplication user = new TestApplication(cluster, "n1");
        SessionHandle first = user.openLoggedIn(slot);
        SessionHandle second = user.open(slot);

        done(admin.evictSession(first, operator(), deadline()));

        assertRefused(user.at().session(user.call(), first), Fault.SESSION_HANDLE_INVALID);
        assertThat(done(user.at().session(user.call(), second)).login()).contains(Role.USER);
        done(admin.evictSession(first, operator(), deadline()));
        assertRefused(admin.evictSession(new SessionHandle(0), operator(), deadline()), Fault.SESSION_HANDLE_INVALID);
    }

    private RequestId operator() {
        ApplicationId id = cluster.service("n2").admit(0).application();
        return new RequestId(id, 1);
    }

    private static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(60).toNanos();
    }
}
