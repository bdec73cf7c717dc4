package io.craton.hsm.ops.jmx;

import io.craton.hsm.ops.http.CallerGate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a gate decides. Thread-safe. */
final class CountedGate implements CallerGate, AuthMXBean {
    private final CallerGate gate;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    CountedGate(CallerGate gate) {
        this.gate = gate;
    }

    @Override
    public Decision identify(List<X509Certificate> chain, Optional<String> authorization) {
        Decision decision = gate.identify(chain, authorization);
        switch (decision) {
            case Decision.Known _ -> accepted.increment();
            case Decision.Refused _ -> refused.increment();
            case Decision.Anonymous _ -> {
                // Nothing was shown: the TLS handshake lets no such peer through.
            }
        }
        return decision;
    }

    @Override
    public long getAccepted() {
        return accepted.sum();
    }

    @Override
    public long getFailures() {
        return refused.sum();
    }
}
