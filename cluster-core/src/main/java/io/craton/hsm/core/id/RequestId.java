package io.craton.hsm.core.id;

/**
 * One request of an application, equal in every retry of it: the application and a number it never uses twice, starting at 1. A
 * change is stored with the id of its request, so that a repeat finds the first result.
 */
public record RequestId(ApplicationId application, long sequence) {
    public RequestId {
        if (sequence < 1) {
            throw new IllegalArgumentException("request sequence below 1: " + sequence);
        }
    }
}
