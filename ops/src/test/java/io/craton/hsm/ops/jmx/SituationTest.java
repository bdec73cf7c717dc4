package io.craton.hsm.ops.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SituationTest {
    private static final Situation SOUND =
            new Situation(true, Map.of("g1", "n1"), Set.of("n1", "n2", "n3"), Set.of(), Set.of());

    private static Situation situation(boolean quorum, Map<String, String> leaders, String... answering) {
        return new Situation(quorum, leaders, Set.of(answering), Set.of(), Set.of());
    }

    @Test
    void nothingIsSaidWhileNothingChanges() {
        assertThat(SOUND.after(SOUND).since(SOUND)).isEmpty();
    }

    @Test
    void aNewLeaderIsToldAlsoWhenThereWasNoneBetween() {
        Situation leaderless = situation(true, Map.of(), "n2", "n3").after(SOUND);
        Situation led = situation(true, Map.of("g1", "n2"), "n2", "n3").after(leaderless);

        assertThat(leaderless.since(SOUND)).extracting(Alert::type).containsExactly("craton.peer.unreachable");
        assertThat(led.since(leaderless))
                .containsExactly(new Alert(Alert.Kind.LEADER_CHANGED, "g1", "n2 leads g1 after n1"));
    }

    @Test
    void aLeaderThatComesBackIsNoNews() {
        Situation leaderless = situation(true, Map.of(), "n1", "n2", "n3").after(SOUND);

        assertThat(SOUND.after(leaderless).since(leaderless)).isEmpty();
    }

    @Test
    void aLostQuorumAndItsReturnAreTold() {
        Situation lost = situation(false, Map.of("g1", "n1"), "n1").after(SOUND);

        assertThat(lost.since(SOUND)).extracting(Alert::type).contains("craton.quorum.lost");
        assertThat(SOUND.after(lost).since(lost))
                .extracting(Alert::type)
                .containsExactly("craton.quorum.regained", "craton.peer.reachable", "craton.peer.reachable");
    }

    @Test
    void aLockedPinIsToldOnce() {
        Situation locked = new Situation(true, SOUND.leaders(), SOUND.answering(), Set.of("0"), Set.of());

        assertThat(locked.since(SOUND)).extracting(Alert::subject).containsExactly("0");
        assertThat(locked.after(locked).since(locked)).isEmpty();
    }

    @Test
    void anExpiringCertificateIsToldOnceAlsoWhenItsNodeWasAway() {
        Situation expiring = new Situation(true, SOUND.leaders(), SOUND.answering(), Set.of(), Set.of("n3 node"));
        Situation away = situation(true, SOUND.leaders(), "n1", "n2").after(expiring);

        assertThat(expiring.since(SOUND)).extracting(Alert::type).containsExactly("craton.certificate.expiring");
        assertThat(expiring.after(away).since(away)).extracting(Alert::type).containsExactly("craton.peer.reachable");
    }
}
