package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.desk.OperatorRegister;
import io.craton.hsm.auth.desk.OperatorRegister.Act;
import io.craton.hsm.auth.desk.OperatorRegister.Entry;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.api.Route.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What security officers see of other operators, and do to their sign-ins. Each act is logged with who did it and to whom. */
final class OperatorResource {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorResource.class);
    private static final int DEFAULT_HOURS = 24;
    private static final int MAX_HOURS = 168;

    record PageRequest(@Nullable String cursor, @Nullable Integer limit) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Operators(
            List<OperatorEntry> operators, @Nullable String next) {}

    /** Whose sign-in it is about: name and provider as lists show them. */
    record Subject(String provider, String name) {}

    /** @param hours until the enrolment must have been made; 24 unless told otherwise, 168 at most */
    record Allowance(String provider, String name, @Nullable Integer hours) {}

    /**
     * @param changed false where there was nothing to change
     * @param words the same for people
     */
    record Acted(boolean changed, String words) {}

    private final NodeAccess node;

    OperatorResource(NodeAccess node) {
        this.node = node;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/operators",
                        needs(Permission.MANAGE_OPERATORS),
                        PageRequest.class,
                        Operators.class,
                        "Who is signed in, locked, enrolled for one-time codes, or allowed to enrol",
                        this::list),
                act(
                        "/api/v1/operators/unlock",
                        "Forget the failures of a name, which unlocks it",
                        (register, subject) ->
                                done(register.unlock(subject), "The name is unlocked.", "The name had no failures.")),
                new Route<>(
                        Method.POST,
                        "/api/v1/operators/allow-enrolment",
                        needs(Permission.MANAGE_OPERATORS),
                        Allowance.class,
                        Acted.class,
                        "Let an operator who has no second factor enrol one at the next sign-in",
                        this::allow),
                act(
                        "/api/v1/operators/reset-second-factor",
                        "Forget an operator's second factor, and end the sessions",
                        (register, subject) -> done(
                                register.resetSecondFactor(subject),
                                "There is no second factor any more, and every session has ended.",
                                "There was no second factor, and no session.")),
                act(
                        "/api/v1/operators/end-sessions",
                        "End every session of an operator",
                        (register, subject) -> done(
                                register.endSessions(subject), "Every session has ended.", "There was no session.")));
    }

    private Route<Subject, Acted> act(
            String path, String summary, BiFunction<OperatorRegister, OperatorId, Answer<Acted>> act) {
        return new Route<>(
                Method.POST,
                path,
                needs(Permission.MANAGE_OPERATORS),
                Subject.class,
                Acted.class,
                summary,
                call -> about(call, call.request().provider(), call.request().name(), act));
    }

    private static Answer<Acted> done(Act.Done done, String changed, String unchanged) {
        return Answer.of(new Acted(done.changed(), done.changed() ? changed : unchanged));
    }

    private Answer<Acted> allow(ApiCall<Allowance> call) {
        Allowance asked = call.request();
        int hours = asked.hours() == null ? DEFAULT_HOURS : asked.hours();
        if (hours < 1 || hours > MAX_HOURS) {
            return Answer.refused(ProblemKind.MALFORMED_REQUEST, "Hours are between 1 and " + MAX_HOURS + ".");
        }
        return about(call, asked.provider(), asked.name(), (register, subject) -> switch (register.allowEnrolment(
                subject, Duration.ofHours(hours))) {
            case Act.Allowed(long untilMillis) ->
                Answer.of(new Acted(true, "The operator may enrol until " + OperatorEntry.time(untilMillis) + "."));
            case Act.Done(boolean changed) -> throw new IllegalStateException("an allowance has an end: " + changed);
            case Act.Refused refused ->
                switch (refused) {
                    case ENROLLED ->
                        Answer.refused(
                                ProblemKind.CONFLICT, "The operator has a second factor already; reset it first.");
                    case FULL -> Answer.refused(ProblemKind.FULL, "Too many operators may enrol already.");
                };
        });
    }

    private Answer<Acted> about(
            ApiCall<?> call,
            String provider,
            String name,
            BiFunction<OperatorRegister, OperatorId, Answer<Acted>> act) {
        Optional<OperatorId> subject = OperatorId.of(provider, name);
        if (subject.isEmpty()) {
            return Answer.refused(ProblemKind.MALFORMED_REQUEST, "No operator can have this provider and name.");
        }
        return atRegister(register -> {
            Answer<Acted> answer = act.apply(register, subject.get());
            if (answer instanceof Answer.Value<Acted>(Acted acted)) {
                LOG.info(
                        "request {} of {} about {}: {}",
                        call.requestId(),
                        call.caller().id(),
                        subject.get(),
                        acted.words());
            }
            return answer;
        });
    }

    private Answer<Operators> list(ApiCall<PageRequest> call) {
        Optional<Optional<OperatorId>> after =
                Cursor.position(call.request().cursor(), Optional.empty(), OperatorResource::position);
        Optional<Integer> limit = Cursor.limit(call.request().limit());
        if (after.isEmpty() || limit.isEmpty()) {
            return Cursor.refused();
        }
        return atRegister(register -> {
            List<Entry> found = register.list(after.get(), limit.get() + 1);
            List<Entry> page = found.subList(0, Math.min(limit.get(), found.size()));
            return Answer.of(new Operators(
                    page.stream().map(OperatorEntry::of).toList(),
                    page.size() == found.size()
                            ? null
                            : Cursor.of(page.getLast().id().toString())));
        });
    }

    /** A provider's name has no colon. */
    private static Optional<OperatorId> position(String text) {
        String[] part = text.split(":", 2);
        if (part.length != 2) {
            throw new IllegalArgumentException("no operator");
        }
        return Optional.of(new OperatorId(part[0], part[1]));
    }

    private <R> Answer<R> atRegister(Function<OperatorRegister, Answer<R>> next) {
        try {
            return ServingNode.desk(node, desk -> next.apply(desk.register()));
        } catch (OperatorStateUnavailableException e) {
            return Answer.refused(ProblemKind.UNAVAILABLE, "No majority of nodes answers.");
        }
    }
}
