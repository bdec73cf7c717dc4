package io.craton.hsm.auth.ldap;

/** Entries of a directory below {@code dc=example,dc=com}: people below {@code ou=people}, groups below {@code ou=groups}. */
public final class Ldif {
    private Ldif() {}

    /**
     * What the rest stands on, with the account {@code cn=hsm}, whose password is {@code service}.
     *
     * @param maxFailures of a name, until the directory locks it; 0 for never
     */
    public static String directory(int maxFailures) {
        return """
                dn: dc=example,dc=com
                objectClass: organization
                objectClass: dcObject
                o: Example
                dc: example

                dn: cn=policy,dc=example,dc=com
                objectClass: device
                objectClass: pwdPolicy
                cn: policy
                pwdAttribute: userPassword
                pwdLockout: TRUE
                pwdMaxFailure: %d
                pwdMustChange: TRUE

                dn: cn=hsm,dc=example,dc=com
                objectClass: person
                objectClass: simpleSecurityObject
                cn: hsm
                sn: hsm
                userPassword: service

                dn: ou=people,dc=example,dc=com
                objectClass: organizationalUnit
                ou: people

                dn: ou=groups,dc=example,dc=com
                objectClass: organizationalUnit
                ou: groups

                """.formatted(maxFailures);
    }

    /** The password is {@code right-} and the name. */
    public static String person(String uid, String more) {
        return """
                dn: uid=%1$s,ou=people,dc=example,dc=com
                objectClass: inetOrgPerson
                uid: %1$s
                cn: %1$s
                sn: %1$s
                userPassword: right-%1$s
                %2$s
                """.formatted(uid, more);
    }

    /** @param members relative to the base */
    public static String group(String name, String... members) {
        StringBuilder ldif = new StringBuilder("""
                dn: cn=%1$s,ou=groups,dc=example,dc=com
                objectClass: groupOfNames
                cn: %1$s
                """.formatted(name));
        for (String member : members) {
            ldif.append("member: ").append(member).append(",dc=example,dc=com\n");
        }
        return ldif.append('\n').toString();
    }
}
