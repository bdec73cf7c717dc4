package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism catalogue with what the nodes have counted.
 *
 * @param boundsMicros the buckets' upper bounds; one more bucket holds what took longer
 */
public record MechanismView(List<Long> boundsMicros, List<Entry> mechanisms) {
    /**
     * @param name as PKCS#11 has it, without prefix
     * @param keyType absent where no key is used
     * @param backends that run it, in the order they are tried
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String name, List<String> operations, @Nullable String keyType, List<String> backends, List<Use> uses) {}

    /** One operation of it, on all nodes together, each since its start. */
    public record Use(
            String operation, long done, long refused, double p50Micros, double p99Micros, List<Long> buckets) {}

    public static MechanismView of(List<NodeAnswer> answers) {
        List<OperationUse> all = answers.stream()
                .flatMap(answer -> answer instanceof NodeAnswer.Described(NodeDescription node, Instant _)
                        ? node.operations().stream()
                        : Stream.empty())
                .toList();
        return new MechanismView(
                OperationUse.BOUNDS_MICROS,
                Arrays.stream(Mechanism.values()).map(it -> entry(it, all)).toList());
    }

    private static Entry entry(Mechanism mechanism, List<OperationUse> all) {
        List<Use> uses = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            List<OperationUse> those = all.stream()
                    .filter(use -> use.mechanism() == mechanism && use.operation() == operation)
                    .toList();
            if (!those.isEmpty()) {
                uses.add(use(operation, those));
            }
        }
        return new Entry(
                mechanism.name(),
                Arrays.stream(Operation.values())
                        .filter(mechanism::does)
                        .map(MechanismView::word)
                        .toList(),
                mechanism.keyType().map(MechanismView::word).orElse(null),
                mechanism.backends(),
                uses);
    }

    private static Use use(Operation operation, List<OperationUse> those) {
        List<Long> buckets = new ArrayList<>();
        for (int i = 0; i < OperationUse.BUCKETS; i++) {
            int bucket = i;
            buckets.add(
                    those.stream().mapToLong(use -> use.buckets().get(bucket)).sum());
        }
        return new Use(
                word(operation),
                those.stream().mapToLong(OperationUse::done).sum(),
                those.stream().mapToLong(OperationUse::refused).sum(),
                Quantiles.micros(buckets, 0.5),
                Quantiles.micros(buckets, 0.99),
                buckets);
    }

    /** As the API and the metrics write it, for instance {@code key-pair}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
