package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.TokenView;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.SlotId;
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

    private TokenView view(String node) {
        return done(cluster.service(node).token(application.call(), slot));
    }
}
