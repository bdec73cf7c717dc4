package io.craton.hsm.ops.http;

import java.util.Map;
import java.util.TreeMap;

/** What goes back. */
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    ApiResponse with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, contentType, body, more);
    }
}
