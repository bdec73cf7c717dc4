package io.craton.hsm.ops.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FormTest {
    @Test
    void readsFieldsAsBrowsersSendThem() {
        Form form = read("label=my+token%21&soPin=%C3%A4%2B&empty=&last");
        assertThat(form.text("label")).isEqualTo("my token!");
        assertThat(form.text("soPin")).isEqualTo("ä+");
        assertThat(form.text("empty")).isEmpty();
        assertThat(form.text("absent")).isEmpty();
    }

    @Test
    void keepsAPercentSignThatBeginsNoByte() {
        assertThat(read("a=100%&b=%4&c=%zz").text("a")).isEqualTo("100%");
        assertThat(read("b=%4").text("b")).isEqualTo("%4");
        assertThat(read("c=%zz").text("c")).isEqualTo("%zz");
    }

    @Test
    void wipesTheBodyItWasReadFrom() {
        byte[] body = "pin=1234".getBytes(UTF_8);
        assertThat(Form.read(body)).isPresent();
        assertThat(body).containsOnly(0);
    }

    @Test
    void refusesAFieldThatComesTwiceOrHasNoNameAndTooMany() {
        assertThat(Form.read("a=1&a=2".getBytes(UTF_8))).isEmpty();
        assertThat(Form.read("=1".getBytes(UTF_8))).isEmpty();
        assertThat(Form.read(fields(Form.MAX_FIELDS))).isPresent();
        assertThat(Form.read(fields(Form.MAX_FIELDS + 1))).isEmpty();
    }

    @Test
    void writesJsonThatHoldsExactlyWhatWasEntered() throws IOException {
        Form form = read("label=%22%5C%0A%00%C3%A4&draining=true&bits=256&other=x");
        var json = new ObjectMapper()
                .readTree(form.json(List.of("label", "draining", "bits", "absent"), List.of("draining", "bits")));
        assertThat(json.path("label").asText()).isEqualTo("\"\\\n\0ä");
        assertThat(json.path("draining").isBoolean()).isTrue();
        assertThat(json.path("bits").asInt()).isEqualTo(256);
        assertThat(json.size()).isEqualTo(3);
    }

    @Test
    void writesNothingPlainThatIsNoNumberOrTruth() throws IOException {
        var json = new ObjectMapper().readTree(read("bits=1%2C%22x%22%3A2").json(List.of("bits"), List.of("bits")));
        assertThat(json.path("bits").asText()).isEqualTo("1,\"x\":2");
        assertThat(json.size()).isEqualTo(1);
    }

    private static byte[] fields(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "f" + i + "=1")
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    private static Form read(String body) {
        return Form.read(body.getBytes(UTF_8)).orElseThrow();
    }
}
