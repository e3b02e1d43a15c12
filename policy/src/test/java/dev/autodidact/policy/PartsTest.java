package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static List<Integer> sizes(int all, int most) {
        List<Integer> numbers = IntStream.range(0, all).boxed().toList();
        List<List<Integer>> parts = Parts.of(numbers, most);
        assertThat(parts.stream().flatMap(List::stream).toList()).isEqualTo(numbers);
        return parts.stream().map(List::size).toList();
    }

    @Test
    void partsAreEvenInNumberAndAboutEqual() {
        assertThat(sizes(48, 16)).containsExactly(12, 12, 12, 12);
        assertThat(sizes(16, 16)).containsExactly(8, 8);
        assertThat(sizes(33, 16)).containsExactly(8, 8, 8, 9);
        assertThat(sizes(3, 64)).containsExactly(1, 2);
    }

    @Test
    void whatCannotBeSharedStaysWhole() {
        assertThat(sizes(1, 16)).containsExactly(1);
        assertThat(sizes(0, 16)).isEmpty();
    }
}
