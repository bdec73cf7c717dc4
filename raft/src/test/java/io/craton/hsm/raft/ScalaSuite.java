package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.scalatest.Args;
import org.scalatest.Suite;
import org.scalatest.events.Event;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestIgnored;
import org.scalatest.events.TestPending;
import org.scalatest.events.TestSucceeded;
import scala.Option;

/** Runs a ScalaTest suite and shows its tests as JUnit's. A test that did not run counts as failed. */
final class ScalaSuite {
    private ScalaSuite() {}

    static List<DynamicTest> run(Suite suite) {
        List<DynamicTest> results = new ArrayList<>();
        suite.run(
                        Option.empty(),
                        new Args(
                                event -> record(event, results),
                                Args.apply$default$2(),
                                Args.apply$default$3(),
                                Args.apply$default$4(),
                                Args.apply$default$5(),
                                Args.apply$default$6(),
                                Args.apply$default$7(),
                                Args.apply$default$8(),
                                Args.apply$default$9(),
                                Args.apply$default$10()))
                .waitUntilCompleted();
        return results;
    }

    private static void record(Event event, List<DynamicTest> results) {
        switch (event) {
            case TestSucceeded t -> results.add(DynamicTest.dynamicTest(t.testName(), () -> {}));
            case TestFailed t ->
                results.add(DynamicTest.dynamicTest(
                        t.testName(),
                        () -> fail(
                                t.message(),
                                t.throwable().isDefined() ? t.throwable().get() : null)));
            case TestIgnored t -> results.add(DynamicTest.dynamicTest(t.testName(), () -> fail("was ignored")));
            case TestPending t -> results.add(DynamicTest.dynamicTest(t.testName(), () -> fail("is pending")));
            case TestCanceled t -> results.add(DynamicTest.dynamicTest(t.testName(), () -> fail("was cancelled")));
            default -> {}
        }
    }
}
