package io.craton.hsm.ops.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.craton.hsm.ops.api.Pin;
import java.io.IOException;
import java.util.Arrays;

/** Reads a PIN without ever making a string of it, wipes the parser's own copy, and tells the request's {@link RequestPins}. */
final class PinReader extends StdDeserializer<Pin> {
    private static final long serialVersionUID = 1L;

    PinReader() {
        super(Pin.class);
    }

    @Override
    public Pin deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return (Pin) context.handleUnexpectedToken(Pin.class, parser);
        }
        char[] buffer = parser.getTextCharacters();
        int start = parser.getTextOffset();
        int end = start + parser.getTextLength();
        char[] characters = Arrays.copyOfRange(buffer, start, end);
        Arrays.fill(buffer, start, end, '\0');
        Pin pin = new Pin(characters);
        ((RequestPins) context.getAttribute(RequestPins.class)).add(pin);
        return pin;
    }
}
