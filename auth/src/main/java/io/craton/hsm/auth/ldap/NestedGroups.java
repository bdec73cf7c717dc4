package io.craton.hsm.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The groups somebody is in, directly or through other groups. They are walked breadth first with one search for each level (the
 * matching rule that has the directory do it answers nothing on servers that do not know it, which looks like no groups). Groups that
 * contain each other are visited once. Too deep or too many is an error, never a part of the answer.
 */
final class NestedGroups {
    /** Members asked about in one search. */
    static final int MAX_MEMBERS_PER_SEARCH = 50;

    private final LDAPConnectionPool directory;
    private final LdapSettings.Groups settings;
    private final int timeLimitSeconds;

    NestedGroups(LDAPConnectionPool directory, LdapSettings.Groups settings, int timeLimitSeconds) {
        this.directory = directory;
        this.settings = settings;
        this.timeLimitSeconds = timeLimitSeconds;
    }

    /** Normalised DNs. */
    Set<String> of(String personDn) throws LDAPException {
        Set<String> found = new LinkedHashSet<>();
        List<String> level = List.of(personDn);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth == settings.maxDepth()) {
                requireNoneAbove(level, found);
                return found;
            }
            level = above(level, found);
        }
        return found;
    }

    /** At the last level allowed, nothing new may lie above it. */
    private void requireNoneAbove(List<String> level, Set<String> found) throws LDAPException {
        if (!above(level, found).isEmpty()) {
            throw new LDAPException(
                    ResultCode.ADMIN_LIMIT_EXCEEDED, "groups are nested deeper than " + settings.maxDepth());
        }
    }

    /** The groups not seen yet that have one of {@code members}; they are added to {@code found}. */
    private List<String> above(List<String> members, Set<String> found) throws LDAPException {
        List<String> next = new ArrayList<>();
        for (int from = 0; from < members.size(); from += MAX_MEMBERS_PER_SEARCH) {
            List<String> part = members.subList(from, Math.min(members.size(), from + MAX_MEMBERS_PER_SEARCH));
            for (SearchResultEntry group : search(part)) {
                if (found.add(DN.normalize(group.getDN()))) {
                    next.add(group.getDN());
                }
                if (found.size() > LdapSettings.Groups.MAX_GROUPS) {
                    throw new LDAPException(
                            ResultCode.ADMIN_LIMIT_EXCEEDED,
                            "in more than " + LdapSettings.Groups.MAX_GROUPS + " groups");
                }
            }
        }
        return next;
    }

    private List<SearchResultEntry> search(List<String> members) throws LDAPSearchException {
        List<Filter> any = members.stream()
                .map(member -> Filter.createEqualityFilter(settings.memberAttribute(), member))
                .toList();
        SearchRequest request = new SearchRequest(
                settings.base(), SearchScope.SUB, Filter.createORFilter(any), SearchRequest.NO_ATTRIBUTES);
        request.setSizeLimit(LdapSettings.Groups.MAX_GROUPS + 1);
        request.setTimeLimitSeconds(timeLimitSeconds);
        return Objects.requireNonNull(directory.search(request).getSearchEntries());
    }
}
