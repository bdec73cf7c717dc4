package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A JSON document in the block form of YAML 1.2. Texts stay quoted as JSON has them, which is YAML too. */
final class YamlText {
    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(JsonNode document) {
        YamlText yaml = new YamlText();
        if (isBlock(document)) {
            yaml.block(document, 0);
        } else {
            yaml.text.append(document).append('\n');
        }
        return yaml.text.toString();
    }

    private static boolean isBlock(JsonNode value) {
        return value.isContainerNode() && !value.isEmpty();
    }

    private void block(JsonNode value, int depth) {
        if (value.isArray()) {
            for (JsonNode entry : value) {
                indent(depth);
                text.append('-');
                after(entry, depth);
            }
        } else {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                indent(depth);
                text.append(field.getKey()).append(':');
                after(field.getValue(), depth);
            }
        }
    }

    private void after(JsonNode value, int depth) {
        if (isBlock(value)) {
            text.append('\n');
            block(value, depth + 1);
        } else {
            text.append(' ').append(value).append('\n');
        }
    }

    private void indent(int depth) {
        text.repeat("  ", depth);
    }
}
