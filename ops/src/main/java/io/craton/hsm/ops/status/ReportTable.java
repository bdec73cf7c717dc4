package io.craton.hsm.ops.status;

import java.util.ArrayList;
import java.util.List;

/** Reports as columns for people. */
public final class ReportTable {
    private static final List<String> HEADER =
            List.of("NODE", "PID", "STATE", "LEADS", "APPLIED/COMMITTED", "GATEWAY", "ADMIN");

    private ReportTable() {}

    /** One line for each node under a header, columns aligned; ends with a line break. */
    public static String of(List<NodeReport> reports) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        for (NodeReport report : reports) {
            rows.add(List.of(
                    report.name(),
                    report.pid() == 0 ? "-" : Long.toString(report.pid()),
                    report.state(),
                    report.groupsLed().isEmpty() ? "-" : String.join(",", report.groupsLed()),
                    progress(report),
                    report.gatewaySocket() == null ? "-" : report.gatewaySocket(),
                    report.adminUrl() == null ? "-" : report.adminUrl()));
        }
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String progress(NodeReport report) {
        if (report.groups().isEmpty()) {
            return "-";
        }
        return report.groups().stream()
                .map(group -> group.group() + " " + group.appliedIndex() + "/" + group.commitIndex())
                .reduce((left, right) -> left + ", " + right)
                .orElse("-");
    }
}
