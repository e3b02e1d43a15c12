package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * After warm-up, work leaves nothing behind in native memory. Each kind of work runs in a JVM of its own whose heap
 * is fixed and touched beforehand, without the optimising compiler, so that resident memory can only grow natively.
 */
class NativeMemoryTest {
    private static final long ALLOWED_KIB = 1024;

    private static void staysFlat(String work, int warmUp, int rounds) throws IOException, InterruptedException {
        if (!Files.isReadable(Path.of("/proc/self/status"))) {
            String reason = "skipped: no /proc/self/status on this system, resident memory cannot be read";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        ProcessBuilder child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms128m",
                        "-Xmx128m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dai.djl.offline=" + System.getProperty("ai.djl.offline", "true"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        NativeMemoryWork.class.getName(),
                        work,
                        Integer.toString(warmUp),
                        Integer.toString(rounds)))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        child.environment().put("OMP_NUM_THREADS", "1"); // small products: more threads only wait for each other
        Process process = child.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit code; it printed %s", out).isZero();
        String last = out.strip().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(Long.parseLong(last))
                .as("growth of resident memory in %d rounds of %s, KiB", rounds, work)
                .isLessThan(ALLOWED_KIB);
    }

    @Test
    void aThousandStepsDoNotGrow() throws Exception {
        staysFlat("step", 300, 1000);
    }

    @Test
    void shortTrainingsOfTwoAdaptersDoNotGrow() throws Exception {
        staysFlat("train", 100, 200);
    }

    @Test
    void scoresDoNotGrow() throws Exception {
        staysFlat("score", 200, 300);
    }

    @Test
    void textsOfABatchDoNotGrow() throws Exception {
        staysFlat("batch", 100, 150);
    }

    @Test
    void textsWithAMergedAdapterDoNotGrow() throws Exception {
        staysFlat("merge", 60, 150);
    }

    @Test
    void openingAndClosingModelsDoesNotGrow() throws Exception {
        staysFlat("open", 40, 40);
    }
}
