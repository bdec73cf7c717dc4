package io.craton.hsm.raft;

import java.util.Optional;

/**
 * Names under which actors persist. An id says which Raft group holds the history and who may write it: a
 * <em>resident</em> one only the node that leads the group, a <em>roaming</em> one any node.
 *
 * <p>Form: {@code <group>.r.<name>} or {@code <group>.s.<name>}, {@value #MAX_CHARS} characters at most. Ids are not
 * sealed on disk, so a name must not tell anything (a random number, not a label).
 */
public final class PersistenceIds {
    /** Longest id, in UTF-16 characters. */
    public static final int MAX_CHARS = 256;

    private static final String RESIDENT = ".r.";
    private static final String ROAMING = ".s.";

    private PersistenceIds() {}

    /**
     * The id of an actor that lives on the group's leader.
     *
     * @throws IllegalArgumentException when the name is empty or the id would be too long
     */
    public static String resident(GroupId group, String name) {
        return checked(group + RESIDENT, name);
    }

    /**
     * The id of an actor that may live on any node.
     *
     * @throws IllegalArgumentException when the name is empty or the id would be too long
     */
    public static String roaming(GroupId group, String name) {
        return checked(group + ROAMING, name);
    }

    /**
     * The group that holds the history of {@code persistenceId}.
     *
     * @throws IllegalArgumentException when the id was not made here
     */
    public static GroupId groupOf(String persistenceId) {
        return find(persistenceId)
                .orElseThrow(() -> new IllegalArgumentException("a persistence id that names no Raft group"));
    }

    /** Whether only the leader's node may write {@code persistenceId}. */
    public static boolean isResident(String persistenceId) {
        int dot = persistenceId.indexOf('.');
        return dot > 0
                && persistenceId.startsWith(RESIDENT, dot)
                && find(persistenceId).isPresent();
    }

    static Optional<GroupId> find(String persistenceId) {
        int dot = persistenceId.indexOf('.');
        if (dot <= 0
                || persistenceId.length() > MAX_CHARS
                || persistenceId.length() == dot + RESIDENT.length()
                || !(persistenceId.startsWith(RESIDENT, dot) || persistenceId.startsWith(ROAMING, dot))) {
            return Optional.empty();
        }
        try {
            return Optional.of(GroupId.parse(persistenceId.substring(0, dot)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String checked(String prefix, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a persistence id needs a name");
        }
        if (prefix.length() + name.length() > MAX_CHARS) {
            throw new IllegalArgumentException("a persistence id of " + (prefix.length() + name.length())
                    + " characters is longer than " + MAX_CHARS);
        }
        return prefix + name;
    }
}
