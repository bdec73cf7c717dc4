package io.craton.hsm.crypto;

/**
 * One known answer that a backend was asked for at the start.
 *
 * @param source where the answer is printed
 * @param micros how long it took
 */
public record SelfTestResult(String name, String source, boolean passed, long micros) {}
