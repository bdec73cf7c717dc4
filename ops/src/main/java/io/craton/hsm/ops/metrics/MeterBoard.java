package io.craton.hsm.ops.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Meters that are set to what was read, by name. Not thread-safe. */
final class MeterBoard {
    private record CounterId(String name, Tags tags) {}

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private final Map<CounterId, Long> counters = new HashMap<>();

    MeterBoard(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Rows that are not among these any more are gone. */
    void gauge(String name, String help, List<Row<?>> rows) {
        gauges.computeIfAbsent(
                        name, each -> MultiGauge.builder(each).description(help).register(registry))
                .register(rows, true);
    }

    void gauge(String name, String help, long value) {
        gauge(name, help, List.of(row(value)));
    }

    void gauge(String name, String help, boolean flag) {
        gauge(name, help, flag ? 1 : 0);
    }

    /** Something that only grows, as long as what counts it lives. */
    void counter(String name, String help, long value, String... tags) {
        CounterId id = new CounterId(name, Tags.of(tags));
        if (counters.put(id, value) == null) {
            FunctionCounter.builder(name, this, board -> board.counters.getOrDefault(id, 0L))
                    .tags(id.tags())
                    .description(help)
                    .register(registry);
        }
    }

    /** @param tags name, value and so on */
    static Row<?> row(double value, String... tags) {
        return Row.of(Tags.of(tags), value);
    }

    static Row<?> row(boolean flag, String... tags) {
        return row(flag ? 1 : 0, tags);
    }
}
