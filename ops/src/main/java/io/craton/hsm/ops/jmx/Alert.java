package io.craton.hsm.ops.jmx;

/**
 * Something that an operator is told without asking.
 *
 * @param subject whom it is about: a group, a node, a slot or a certificate
 */
record Alert(Kind kind, String subject, String message) {
    enum Kind {
        LEADER_CHANGED("craton.leader.changed"),
        QUORUM_LOST("craton.quorum.lost"),
        QUORUM_REGAINED("craton.quorum.regained"),
        PEER_UNREACHABLE("craton.peer.unreachable"),
        PEER_REACHABLE("craton.peer.reachable"),
        PIN_LOCKED("craton.pin.locked"),
        CERTIFICATE_EXPIRING("craton.certificate.expiring");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    String type() {
        return kind.type;
    }

    static String[] types() {
        Kind[] kinds = Kind.values();
        String[] types = new String[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            types[i] = kinds[i].type;
        }
        return types;
    }
}
