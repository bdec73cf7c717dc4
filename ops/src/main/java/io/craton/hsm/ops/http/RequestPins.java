package io.craton.hsm.ops.http;

import io.craton.hsm.ops.api.Pin;
import java.util.ArrayList;
import java.util.List;

/** The PINs that one request carried; closing wipes them, however far the request came. */
final class RequestPins implements AutoCloseable {
    private final List<Pin> pins = new ArrayList<>();

    void add(Pin pin) {
        pins.add(pin);
    }

    @Override
    public void close() {
        pins.forEach(Pin::close);
    }
}
