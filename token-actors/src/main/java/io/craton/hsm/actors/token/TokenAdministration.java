package io.craton.hsm.actors.token;

import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.token.ApplicationState;
import io.craton.hsm.core.token.PinRecord;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.TokenState.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/** Answers what operators ask of a token. Owned by the token actor, which has checked that it leads; not thread-safe. */
final class TokenAdministration {
    /** Entries of one answer, which is one message between nodes. */
    static final int MAX_PAGE = 1_000;

    /** Objects looked at for one answer, so that a search that finds little does not hold the token up. */
    static final int MAX_LOOKED_AT = 4_096;

    /** Bytes of labels and identifiers in one answer: with the flags of as many objects it stays below a message's limit. */
    private static final int MAX_TEXT_BYTES = 512 * 1024;

    private static final Set<AttributeType> SHOWN = EnumSet.of(
            AttributeType.CLASS,
            AttributeType.PRIVATE,
            AttributeType.LABEL,
            AttributeType.ID,
            AttributeType.KEY_TYPE,
            AttributeType.SENSITIVE,
            AttributeType.EXTRACTABLE,
            AttributeType.ENCRYPT,
            AttributeType.DECRYPT,
            AttributeType.WRAP,
            AttributeType.UNWRAP,
            AttributeType.SIGN,
            AttributeType.VERIFY,
            AttributeType.DERIVE,
            AttributeType.MODULUS_BITS,
            AttributeType.VALUE_LEN,
            AttributeType.LOCAL,
            AttributeType.DESTROYABLE);

    private final ObjectVault vault;
    private final TokenReader reader;

    TokenAdministration(ObjectVault vault, TokenReader reader) {
        this.vault = vault;
        this.reader = reader;
    }

    TokenReply answer(TokenState state, TokenMessage.Administrative message) {
        return switch (message) {
            case TokenMessage.DescribeToken _ -> describe(state);
            case TokenMessage.ListApplications it -> applications(state, it);
            case TokenMessage.ListSessions it -> sessions(state, it);
            case TokenMessage.ListObjects it -> objects(state, it);
        };
    }

    private TokenReply describe(TokenState state) {
        Optional<Identity> identity = state.identity();
        return new TokenReply.Described(new TokenDescription(
                reader.viewOf(state),
                state.objects().size(),
                (int) state.objects().values().stream()
                        .filter(StoredObject::isPrivate)
                        .count(),
                state.applications().size(),
                (int) state.applications().values().stream()
                        .filter(app -> app.login().isPresent())
                        .count(),
                identity.flatMap(Identity::userPin).map(PinRecord::tries).orElse(0),
                identity.map(Identity::soPin).map(PinRecord::tries).orElse(0)));
    }

    private static TokenReply applications(TokenState state, TokenMessage.ListApplications it) {
        int limit = Math.clamp(it.limit(), 1, MAX_PAGE);
        List<ApplicationView> found = state.applications().entrySet().stream()
                .filter(app -> it.after().isEmpty()
                        || app.getKey().compareTo(it.after().get()) > 0)
                .limit(limit + 1L)
                .map(app -> view(app.getKey(), app.getValue()))
                .toList();
        return new TokenReply.Applications(found.subList(0, Math.min(limit, found.size())), found.size() <= limit);
    }

    private static ApplicationView view(ApplicationId id, ApplicationState app) {
        return new ApplicationView(
                id,
                app.login(),
                // A run of a node's process is named by the node and a number of its own.
                app.nodes().stream().map(run -> run.split("/", 2)[0]).distinct().toList(),
                app.sessions().size(),
                (int) app.sessions().values().stream()
                        .filter(readWrite -> readWrite)
                        .count());
    }

    private static TokenReply sessions(TokenState state, TokenMessage.ListSessions it) {
        int limit = Math.clamp(it.limit(), 1, MAX_PAGE);
        List<SessionEntry> found = state.applications().entrySet().stream()
                .filter(app -> it.application().isEmpty()
                        || app.getKey().equals(it.application().get()))
                .flatMap(app -> app.getValue().sessions().entrySet().stream()
                        .map((Map.Entry<SessionHandle, Boolean> session) ->
                                new SessionEntry(session.getKey(), app.getKey(), session.getValue())))
                .filter(entry -> entry.session().compareTo(it.after()) > 0)
                .sorted(Comparator.comparing(SessionEntry::session))
                .limit(limit + 1L)
                .toList();
        return new TokenReply.Sessions(found.subList(0, Math.min(limit, found.size())), found.size() <= limit);
    }

    private TokenReply objects(TokenState state, TokenMessage.ListObjects it) {
        if (!state.hasSession(it.application(), it.session())) {
            return new TokenReply.Refusal(Fault.SESSION_HANDLE_INVALID);
        }
        int limit = Math.clamp(it.limit(), 1, MAX_PAGE);
        String part = it.labelPart().toLowerCase(Locale.ROOT);
        NavigableSet<ObjectHandle> candidates = vault.candidates(it.wanted(), state)
                .orElseGet(() -> state.objects().navigableKeySet());
        Iterator<ObjectHandle> rest = candidates.tailSet(it.after(), false).iterator();
        List<ObjectSummary> found = new ArrayList<>();
        ObjectHandle reached = it.after();
        int text = 0;
        for (int looked = 0;
                rest.hasNext() && looked < MAX_LOOKED_AT && found.size() < limit && text < MAX_TEXT_BYTES;
                looked++) {
            reached = rest.next();
            Optional<Attributes> seen = reader.seenBy(it.application(), reached, state)
                    .filter(attributes -> attributes.matches(it.wanted()) && hasLabel(attributes, part));
            if (seen.isPresent()) {
                found.add(new ObjectSummary(reached, shown(seen.get())));
                text += length(seen.get(), AttributeType.LABEL) + length(seen.get(), AttributeType.ID);
            }
        }
        return new TokenReply.Objects(List.copyOf(found), reached, !rest.hasNext());
    }

    private static int length(Attributes attributes, AttributeType type) {
        return attributes.bytes(type).map(octets -> octets.length()).orElse(0);
    }

    private static boolean hasLabel(Attributes attributes, String part) {
        return part.isEmpty()
                || attributes
                        .bytes(AttributeType.LABEL)
                        .map(label -> new String(label.toByteArray(), StandardCharsets.UTF_8))
                        .filter(label -> label.toLowerCase(Locale.ROOT).contains(part))
                        .isPresent();
    }

    private static Attributes shown(Attributes all) {
        Attributes.Builder some = Attributes.builder();
        all.forEach((type, value) -> {
            if (SHOWN.contains(type)) {
                some.put(type, value);
            }
        });
        return some.build();
    }
}
