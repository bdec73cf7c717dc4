package io.craton.hsm.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Raft without snapshots and membership (Ongaro and Ousterhout, 2014, figure 2; leadership is confirmed as in section 8). A leader is
 * ready once the entry it began its term with is applied.
 */
final class RaftPeer {
    private static final long TICK = 100 * World.MILLI;

    private enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    private record Confirmation(long round, Runnable then) {}

    /** Told whether the write took effect. */
    interface WriteListener {
        void done(boolean accepted);
    }

    private final World world;
    private final Node node;
    private final RaftDisk disk;
    private final TokenCopies copies;
    private final Journal journal;
    private Role role = Role.FOLLOWER;
    private OptionalInt leader = OptionalInt.empty();
    private int commit;
    private long electionAt;
    private final Set<Integer> votes = new HashSet<>();
    private final Map<Integer, Integer> next = new HashMap<>();
    private final Map<Integer, Integer> match = new HashMap<>();
    private final Map<Integer, Long> heardRound = new HashMap<>();
    private final List<Confirmation> confirmations = new ArrayList<>();
    private final Map<LogEntry, WriteListener> listeners = new HashMap<>();
    private Optional<LogEntry> opening = Optional.empty();
    private long round;

    RaftPeer(World world, Node node, RaftDisk disk, TokenCopies copies) {
        this.world = world;
        this.node = node;
        this.disk = disk;
        this.copies = copies;
        this.journal = new Journal(world, World.initial());
    }

    void start() {
        postponeElection();
        node.after(world.between(0, TICK), _ -> tick());
    }

    boolean isLeader() {
        return role == Role.LEADER;
    }

    long term() {
        return disk.term();
    }

    Journal journal() {
        return journal;
    }

    OptionalInt leaderHint() {
        return leader;
    }

    private void postponeElection() {
        electionAt = world.now() + world.between(500 * World.MILLI, 1_000 * World.MILLI);
    }

    private void tick() {
        if (role == Role.LEADER) {
            appendToAll();
        } else if (world.now() >= electionAt) {
            stand();
        }
        node.after(TICK, _ -> tick());
    }

    private void stand() {
        disk.enter(disk.term() + 1);
        disk.vote(node.index());
        role = Role.CANDIDATE;
        leader = OptionalInt.empty();
        votes.clear();
        votes.add(node.index());
        postponeElection();
        toOthers(new Message.RequestVote(disk.term(), node.index(), disk.length() - 1, disk.termAt(disk.length() - 1)));
    }

    void receive(Message.ForRaft message) {
        switch (message) {
            case Message.RequestVote it -> vote(it);
            case Message.Vote it -> voted(it);
            case Message.Append it -> append(it);
            case Message.Appended it -> appended(it);
        }
    }

    private void heardTerm(long term) {
        if (term > disk.term()) {
            disk.enter(term);
            follow(OptionalInt.empty());
        }
    }

    private void follow(OptionalInt whom) {
        boolean wasLeader = role == Role.LEADER;
        role = Role.FOLLOWER;
        leader = whom;
        if (wasLeader) {
            confirmations.clear();
            listeners.clear();
            copies.deposed();
        }
    }

    private void vote(Message.RequestVote it) {
        heardTerm(it.term());
        int last = disk.length() - 1;
        boolean upToDate =
                it.lastTerm() > disk.termAt(last) || it.lastTerm() == disk.termAt(last) && it.lastIndex() >= last;
        boolean free = disk.votedFor().isEmpty() || disk.votedFor().getAsInt() == it.candidate();
        boolean granted = it.term() == disk.term() && free && upToDate;
        if (granted) {
            disk.vote(it.candidate());
            postponeElection();
        }
        node.send(it.candidate(), new Message.Vote(disk.term(), node.index(), granted));
    }

    private void voted(Message.Vote it) {
        heardTerm(it.term());
        if (role != Role.CANDIDATE || it.term() != disk.term() || !it.granted()) {
            return;
        }
        votes.add(it.voter());
        if (votes.size() >= world.majority()) {
            lead();
        }
    }

    private void lead() {
        role = Role.LEADER;
        leader = OptionalInt.of(node.index());
        world.invariants().leads(node.index(), disk.term());
        next.clear();
        match.clear();
        heardRound.clear();
        LogEntry first = new LogEntry(disk.term(), Optional.empty());
        opening = Optional.of(first);
        propose(first);
    }

    private void propose(LogEntry entry) {
        disk.append(entry);
        sync(() -> advanceCommit());
        appendToAll();
    }

    /** Writes in the term's log; {@code listener} hears of it only while this peer leads. */
    void write(LogEntry.Write write, WriteListener listener) {
        if (role != Role.LEADER) {
            listener.done(false);
            return;
        }
        LogEntry entry = new LogEntry(disk.term(), Optional.of(write));
        listeners.put(entry, listener);
        propose(entry);
    }

    /** Runs {@code then} once a majority has answered in {@code term} a message sent after this call; never if that does not happen. */
    void confirmLeadership(long term, Runnable then) {
        boolean present = term == disk.term() || world.deviates(Deviation.CONFIRMATION_OF_ANOTHER_TERM);
        if (role == Role.LEADER && present) {
            round++;
            confirmations.add(new Confirmation(round, then));
            appendToAll();
        }
    }

    private void sync(Runnable then) {
        int length = disk.length();
        int truncations = disk.truncations();
        long duration = world.chance(30) ? 500 * World.MILLI : 3 * World.MILLI;
        node.after(world.between(World.MILLI / 10, duration), _ -> {
            disk.synced(length, truncations);
            then.run();
        });
        world.nemesis().syncing(node);
    }

    private void appendToAll() {
        for (Node peer : world.nodes()) {
            if (peer != node) {
                int from = Math.min(next.getOrDefault(peer.index(), disk.length()), disk.length());
                node.send(
                        peer.index(),
                        new Message.Append(
                                disk.term(),
                                node.index(),
                                from - 1,
                                disk.termAt(from - 1),
                                disk.from(from),
                                commit,
                                round));
            }
        }
    }

    private void append(Message.Append it) {
        heardTerm(it.term());
        if (it.term() < disk.term()) {
            node.send(it.leader(), new Message.Appended(disk.term(), node.index(), false, 0, it.round()));
            return;
        }
        follow(OptionalInt.of(it.leader()));
        postponeElection();
        boolean matches = it.previousIndex() < disk.length() && disk.termAt(it.previousIndex()) == it.previousTerm();
        if (!matches) {
            int hint = Math.min(it.previousIndex(), disk.length());
            node.send(it.leader(), new Message.Appended(disk.term(), node.index(), false, hint, it.round()));
            return;
        }
        int upTo = it.previousIndex() + 1 + it.entries().size();
        takeEntries(it);
        commit = Math.max(commit, Math.min(it.commit(), upTo));
        Message reply = new Message.Appended(disk.term(), node.index(), true, upTo, it.round());
        if (upTo <= disk.synced() || world.deviates(Deviation.ACKNOWLEDGED_BEFORE_SYNC)) {
            node.send(it.leader(), reply);
        }
        if (upTo > disk.synced()) {
            sync(() -> node.send(it.leader(), reply));
        }
        apply();
    }

    private void takeEntries(Message.Append it) {
        int index = it.previousIndex() + 1;
        for (LogEntry entry : it.entries()) {
            if (index < disk.length() && disk.entry(index) != entry) {
                disk.truncate(index);
            }
            if (index == disk.length()) {
                disk.append(entry);
            }
            index++;
        }
    }

    private void appended(Message.Appended it) {
        heardTerm(it.term());
        if (role != Role.LEADER || it.term() != disk.term()) {
            return;
        }
        heardRound.merge(it.follower(), it.round(), Math::max);
        if (it.matches()) {
            match.merge(it.follower(), it.upTo(), Math::max);
            next.merge(it.follower(), it.upTo(), Math::max);
        } else {
            next.put(it.follower(), Math.max(match.getOrDefault(it.follower(), 0), Math.max(0, it.upTo())));
        }
        advanceCommit();
        confirm();
    }

    private void advanceCommit() {
        if (role != Role.LEADER) {
            return;
        }
        int own = world.deviates(Deviation.ACKNOWLEDGED_BEFORE_SYNC) ? disk.length() : disk.synced();
        for (int length = disk.length(); length > commit; length--) {
            int reached = length;
            long count = match.values().stream().filter(upTo -> upTo >= reached).count() + (own >= reached ? 1 : 0);
            if (count >= world.majority() && disk.termAt(length - 1) == disk.term()) {
                commit = length;
                apply();
                return;
            }
        }
    }

    private void confirm() {
        Iterator<Confirmation> each = confirmations.iterator();
        List<Confirmation> confirmed = new ArrayList<>();
        while (each.hasNext()) {
            Confirmation next = each.next();
            long heard = heardRound.values().stream()
                            .filter(it -> it >= next.round())
                            .count()
                    + 1;
            if (heard >= world.majority()) {
                confirmed.add(next);
                each.remove();
            }
        }
        confirmed.forEach(it -> {
            long waiting = world.chance(50) ? 1_500 * World.MILLI : World.MILLI;
            node.delicately(world.between(0, waiting), _ -> it.then().run());
        });
    }

    private void apply() {
        while (journal.applied() < Math.min(commit, disk.length())) {
            LogEntry entry = disk.entry(journal.applied());
            boolean accepted = journal.apply(entry);
            WriteListener listener = listeners.remove(entry);
            if (listener != null) {
                listener.done(accepted);
            }
            if (role == Role.LEADER && opening.filter(it -> it == entry).isPresent()) {
                copies.ready(disk.term());
            }
        }
    }

    private void toOthers(Message message) {
        for (Node peer : world.nodes()) {
            if (peer != node) {
                node.send(peer.index(), message);
            }
        }
    }
}
