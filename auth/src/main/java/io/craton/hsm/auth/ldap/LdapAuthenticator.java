package io.craton.hsm.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.ProviderCheck;
import io.craton.hsm.auth.Refusal.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Recognises somebody by a name and a password of a directory: finds the one entry of that name as the service account, binds as it (RFC
 * 4513, section 5.1.3), and collects its groups as the service account again. Always over TLS. An empty password never reaches the
 * directory (section 5.1.2: it would succeed without a check). Referrals are not followed, because that would show the password to
 * whatever they name. Thread-safe.
 */
public final class LdapAuthenticator implements Authenticator<NameAndPassword>, ProviderCheck, AutoCloseable {
    private final LdapSettings settings;
    private final LDAPConnectionPool directory;
    private final NestedGroups groups;
    private final int timeLimitSeconds;

    /** Opens no connection; a directory that cannot be reached refuses sign-ins until it can. */
    public LdapAuthenticator(LdapSettings settings) {
        this.settings = settings;
        this.directory = DirectoryPool.of(settings);
        this.timeLimitSeconds = (int) Math.max(1, settings.timing().answer().toSeconds());
        this.groups = new NestedGroups(directory, settings.groups(), timeLimitSeconds);
    }

    @Override
    public String provider() {
        return settings.provider();
    }

    @Override
    public Identification identify(NameAndPassword shown) {
        if (!OperatorId.isName(shown.name())) {
            return Identification.refused(Reason.MALFORMED, "a name that is empty, too long or not printable");
        }
        int length = shown.password().length;
        if (length == 0 || length > NameAndPassword.MAX_PASSWORD_CHARS) {
            return Identification.refused(Reason.MALFORMED, "a password of " + length + " characters");
        }
        try {
            return find(shown.name(), shown.password());
        } catch (LDAPException e) {
            Reason reason =
                    e.getResultCode().equals(ResultCode.REFERRAL) ? Reason.REFERRAL : Reason.PROVIDER_UNAVAILABLE;
            return Identification.refused(reason, describe(e.toLDAPResult()));
        }
    }

    private Identification find(String name, char[] password) throws LDAPException {
        SearchRequest request = new SearchRequest(
                settings.people().base(),
                SearchScope.SUB,
                Filter.createANDFilter(
                        Filter.createEqualityFilter(
                                "objectClass", settings.people().objectClass()),
                        Filter.createEqualityFilter(settings.people().nameAttribute(), name)),
                settings.people().nameAttribute());
        request.setSizeLimit(2);
        request.setTimeLimitSeconds(timeLimitSeconds);
        SearchResult result = search(request);
        List<SearchResultEntry> entries = Objects.requireNonNull(result.getSearchEntries());
        List<SearchResultReference> elsewhere = Objects.requireNonNull(result.getSearchReferences());
        if (entries.isEmpty() && !elsewhere.isEmpty()) {
            return Identification.refused(
                    Reason.REFERRAL,
                    "not followed: " + Arrays.toString(elsewhere.getFirst().getReferralURLs()));
        }
        if (entries.size() != 1) {
            return Identification.refused(Reason.UNKNOWN_NAME, entries.size() + " entries of that name");
        }
        return bind(entries.getFirst(), password);
    }

    /** Two entries are an answer here, not a failure. */
    private SearchResult search(SearchRequest request) throws LDAPSearchException {
        try {
            return directory.search(request);
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return e.getSearchResult();
            }
            throw e;
        }
    }

    private Identification bind(SearchResultEntry person, char[] password) throws LDAPException {
        String[] names = person.getAttributeValues(settings.people().nameAttribute());
        if (names == null || names.length != 1 || !OperatorId.isName(names[0])) {
            return Identification.refused(
                    Reason.UNKNOWN_NAME,
                    "not exactly one " + settings.people().nameAttribute() + ": " + person.getDN());
        }
        byte[] bytes = utf8(password);
        try {
            BindResult bound = directory.bindAndRevertAuthentication(
                    new SimpleBindRequest(person.getDN(), bytes, new DraftBeheraLDAPPasswordPolicy10RequestControl()));
            Optional<String> problem = accountProblem(bound);
            if (problem.isPresent()) {
                return Identification.refused(Reason.ACCOUNT_UNUSABLE, problem.get());
            }
        } catch (LDAPBindException e) {
            return refusedBind(e.getBindResult());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        return new Identification.Identified(
                Identity.of(new OperatorId(provider(), names[0]), groups.of(person.getDN())));
    }

    private static Identification refusedBind(BindResult result) throws LDAPException {
        Optional<String> problem = accountProblem(result);
        if (problem.isPresent()) {
            return Identification.refused(Reason.ACCOUNT_UNUSABLE, problem.get());
        }
        if (result.getResultCode().equals(ResultCode.REFERRAL)) {
            return Identification.refused(
                    Reason.REFERRAL, "not followed: " + Arrays.toString(result.getReferralURLs()));
        }
        boolean wrong = result.getResultCode().equals(ResultCode.INVALID_CREDENTIALS);
        return Identification.refused(wrong ? Reason.WRONG_CREDENTIALS : Reason.PROVIDER_UNAVAILABLE, describe(result));
    }

    /**
     * What the directory's password policy says of the account (draft-behera-ldap-password-policy-10, section 9.1): locked, expired, or a
     * password that somebody else has set and that must be changed first.
     */
    private static Optional<String> accountProblem(BindResult result) throws LDAPException {
        return Optional.ofNullable(DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result))
                .map(DraftBeheraLDAPPasswordPolicy10ResponseControl::getErrorType)
                .map(DraftBeheraLDAPPasswordPolicy10ErrorType::getName);
    }

    private static byte[] utf8(char[] password) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    /** Reads the entries that people and groups are below, as the service account. */
    @Override
    public Result check() {
        for (String base : List.of(settings.people().base(), settings.groups().base())) {
            SearchRequest request =
                    new SearchRequest(base, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "1.1");
            request.setTimeLimitSeconds(timeLimitSeconds);
            try {
                if (directory.search(request).getEntryCount() != 1) {
                    return new Result(false, "The service account sees nothing at " + base + ".");
                }
            } catch (LDAPException e) {
                return new Result(false, base + ": " + describe(e.toLDAPResult()));
            }
        }
        return new Result(true, "The directory answers, and the service account sees people and groups.");
    }

    private static String describe(LDAPResult result) {
        return result.getResultCode() + ": " + result.getDiagnosticMessage();
    }

    @Override
    public void close() {
        directory.close();
    }
}
