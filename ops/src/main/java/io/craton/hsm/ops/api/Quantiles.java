package io.craton.hsm.ops.api;

import io.craton.hsm.actors.admin.OperationUse;
import java.util.List;

/** Quantiles out of the buckets of {@link OperationUse}: between the bounds of a bucket they are taken in proportion. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * @param quantile between 0 and 1
     * @return microseconds; the highest bound where more took longer than any; 0 where there is nothing
     */
    public static double micros(List<Long> buckets, double quantile) {
        long total = buckets.stream().mapToLong(Long::longValue).sum();
        double wanted = quantile * total;
        long before = 0;
        for (int i = 0; i < buckets.size() && total > 0; i++) {
            long here = buckets.get(i);
            if (here > 0 && before + here >= wanted) {
                double low = i == 0 ? 0 : OperationUse.BOUNDS_MICROS.get(i - 1);
                double high = i < OperationUse.BOUNDS_MICROS.size() ? OperationUse.BOUNDS_MICROS.get(i) : low;
                return low + (high - low) * (wanted - before) / here;
            }
            before += here;
        }
        return 0;
    }
}
