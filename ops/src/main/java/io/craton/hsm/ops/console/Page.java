package io.craton.hsm.ops.console;

/** A page, or a part of one. */
record Page(int status, String html) {
    static Page of(String html) {
        return new Page(200, html);
    }
}
