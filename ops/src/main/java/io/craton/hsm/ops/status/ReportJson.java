package io.craton.hsm.ops.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** The JSON form of reports. A newer node may say more than this one knows: unknown fields are skipped. Thread-safe. */
public final class ReportJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(StatusClient.MAX_REPORT_BYTES)
                        .maxNestingDepth(16)
                        .build());
    }

    private ReportJson() {}

    static byte[] encode(NodeReport report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report has only plain fields", e);
        }
    }

    static NodeReport decode(byte[] document) throws IOException {
        return JSON.readValue(document, NodeReport.class);
    }

    /** An array, indented for people. */
    public static String array(List<NodeReport> reports) {
        try {
            return JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(reports);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report has only plain fields", e);
        }
    }
}
