package io.craton.hsm.auth;

/** One thing that an operator may be allowed to do. Using keys is not among them: that takes a token's PIN. */
public enum Permission {
    VIEW_STATUS("see nodes, groups, slots, sessions and metrics"),
    OPERATE_NODES("drain a node, move leadership, take a snapshot"),
    MAKE_BACKUP("make a backup and verify one"),
    RESTORE_BACKUP("install a backup"),
    UNSEAL_CLUSTER("hand in a share of the cluster key"),
    SEAL_CLUSTER("make the cluster forget its key"),
    MANAGE_TOKENS("initialise a token, unlock its user PIN"),
    MANAGE_OBJECTS("see, import and destroy objects of a token, change their attributes"),
    MANAGE_POLICY("change mechanisms, approved mode and usage limits"),
    MANAGE_OPERATORS("end sign-ins, unlock names, reset a second factor and allow its enrolment"),
    MANAGE_APPROVAL_RULES("say which requests need how many approvals"),
    APPROVE_REQUESTS("approve or reject the request of somebody else"),
    READ_AUDIT("read the audit log"),
    VERIFY_AUDIT("export the audit log and verify it"),
    CHANGE_MEMBERSHIP("add, remove and replace nodes"),
    CHANGE_CERTIFICATES("replace certificates and trust anchors"),
    UPGRADE_CLUSTER("raise the version that the nodes agree on");

    private final String meaning;

    Permission(String meaning) {
        this.meaning = meaning;
    }

    /** What it allows, in the words of the documents. */
    public String meaning() {
        return meaning;
    }
}
