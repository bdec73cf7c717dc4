package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.craton.hsm.core.fault.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as a problem document (RFC 9457, {@code application/problem+json}).
 *
 * @param instance the request's id as a URN, which the node's log names too
 * @param fault what the token said, in the names of PKCS#11 without their prefix
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "fault"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        @Nullable String fault) {
    public static final String CONTENT_TYPE = "application/problem+json";

    /** @param detail one sentence for a person; without secrets */
    public static Problem of(ProblemKind kind, String detail) {
        return new Problem(typeOf(kind), kind.title(), kind.status(), detail, null, null);
    }

    /** What a token refused. */
    public static Problem of(Fault fault) {
        ProblemKind kind = ProblemKind.of(fault);
        return new Problem(
                typeOf(kind), kind.title(), kind.status(), "The token answered " + fault + ".", null, fault.name());
    }

    /** Likewise, where the request says more than the fault. */
    public static Problem of(Fault fault, String detail) {
        ProblemKind kind = ProblemKind.of(fault);
        return new Problem(typeOf(kind), kind.title(), kind.status(), detail, null, fault.name());
    }

    public Problem about(String requestId) {
        return new Problem(type, title, status, detail, "urn:craton-hsm:request:" + requestId, fault);
    }

    static String typeOf(ProblemKind kind) {
        return "urn:craton-hsm:problem:" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
