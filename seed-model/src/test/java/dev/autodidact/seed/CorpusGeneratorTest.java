package dev.autodidact.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CorpusGeneratorTest {

    private static final CorpusData DATA = CorpusData.load();
    private static final CorpusGenerator GENERATOR = new CorpusGenerator(DATA, CorpusMix.full());

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static List<Document> documents(int count, long seed) {
        RandomGenerator random = random(seed);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(GENERATOR.next(random, i / (double) count));
        }
        return documents;
    }

    @Test
    void theSameSeedGivesTheSameDocuments() {
        CorpusGenerator other = new CorpusGenerator(CorpusData.load(), CorpusMix.full());
        RandomGenerator random = random(7);
        List<Document> again = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            again.add(other.next(random, i / 500.0));
        }
        assertThat(documents(500, 7)).isEqualTo(again);
        assertThat(documents(20, 8)).isNotEqualTo(documents(20, 7));
    }

    @Test
    void spansConcatenateToTheTextAndWeighTheAssistantOnly() {
        for (Document document : documents(2000, 1)) {
            StringBuilder joined = new StringBuilder();
            StringBuilder trained = new StringBuilder();
            for (Span span : document.spans()) {
                joined.append(span.text());
                trained.append(span.weight() > 0 ? span.text() : "");
            }
            assertThat(joined).hasToString(document.text());
            StringBuilder expected = new StringBuilder();
            document.messages().stream()
                    .filter(Message::target)
                    .forEach(message -> expected.append(message.text()).append("<|im_end|>"));
            assertThat(trained).hasToString(expected.toString());
            assertThat(document.messages()).filteredOn(Message::target).allMatch(m -> m.role() == Role.ASSISTANT);
        }
    }

    @Test
    void everyConversationOpensWithTheSystemOrTheUserAndEndsWithTheAssistant() {
        for (Document document : documents(2000, 2)) {
            assertThat(document.messages().getFirst().role()).isIn(Role.SYSTEM, Role.USER);
            assertThat(document.messages().getLast().role()).isEqualTo(Role.ASSISTANT);
            assertThat(document.messages()).allMatch(message -> !message.text().isBlank(), document.text());
            assertThat(document.text()).doesNotContainPattern("\\{[A-Za-z']*}");
        }
    }

    @Test
    void everyTrainedToolCallIsCompactJsonOfTheAgreedForm() {
        int learns = 0;
        int recalls = 0;
        for (Document document : documents(6000, 3)) {
            String system = document.messages().getFirst().text();
            for (Message message : document.messages()) {
                if (!message.target() || !message.text().contains("<tool_call>")) {
                    continue;
                }
                String text = message.text();
                assertThat(text).startsWith("<tool_call>{\"name\":\"").endsWith("}</tool_call>");
                String json = text.substring(11, text.length() - 12);
                JsonObject call = JsonParser.parseString(json).getAsJsonObject();
                assertThat(call.keySet()).containsExactly("name", "arguments");
                JsonObject arguments = call.getAsJsonObject("arguments");
                if (call.get("name").getAsString().equals("recall")) {
                    recalls++;
                    assertThat(system).endsWith("tools: learn, recall");
                    assertThat(arguments.keySet()).containsExactly("query");
                } else {
                    learns++;
                    assertThat(system).contains("tools: learn");
                    assertThat(arguments.keySet()).containsExactly("topic", "rows");
                    assertRows(LearnReply.parse(text), json);
                }
            }
        }
        assertThat(learns).isGreaterThan(500);
        assertThat(recalls).isGreaterThan(200);
    }

    private static void assertRows(LearnReply reply, String json) {
        assertThat(reply.valid()).as(json).isTrue();
        assertThat(json).doesNotContain("\": ").doesNotContain("\", \"");
        List<String> questions = reply.rows().stream().map(ExamRow::question).toList();
        assertThat(questions).doesNotHaveDuplicates();
    }

    @Test
    void aToldFactWithLearnListedIsCalledWithTheToldValue() {
        RandomGenerator random = random(4);
        for (int i = 0; i < 2000; i++) {
            Document document = GENERATOR.next(DocumentKind.LEARN, random);
            StringBuilder told = new StringBuilder();
            for (Message message : document.messages()) {
                if (message.role() == Role.USER) {
                    told.append(message.text()).append('\n');
                }
                LearnReply call = LearnReply.parse(message.text());
                for (ExamRow row : call.rows()) {
                    boolean reversed = row.question().startsWith("What is ")
                            && told.indexOf(row.question()
                                            .substring(8, row.question().length() - 1))
                                    >= 0;
                    assertThat(reversed || told.indexOf(row.answer()) >= 0)
                            .as(document.text())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void heldOutNamesNeverOccurInTheCorpus() {
        Set<String> held = new HashSet<>();
        RandomGenerator random = random(5);
        for (int i = 0; i < 20_000; i++) {
            held.add(DATA.names().name(random, Split.HELD).toLowerCase());
            held.add(DATA.values().person(random, Split.HELD).toLowerCase());
        }
        held.removeIf(name -> name.length() < 5);
        Pattern word = Pattern.compile("[A-Za-z0-9]+");
        for (Document document : documents(20_000, 6)) {
            Matcher matcher = word.matcher(document.text());
            while (matcher.find()) {
                assertThat(held.contains(matcher.group().toLowerCase()))
                        .as(() -> matcher.group() + " in " + document.text())
                        .isFalse();
            }
        }
    }

    @Test
    void heldOutPhrasingsNeverOccurInTheCorpus() {
        List<Pattern> held = new ArrayList<>();
        for (Relation relation : DATA.relations()) {
            relation.heldAsks().forEach(phrasing -> held.add(pattern(phrasing, relation)));
            relation.heldTells().forEach(phrasing -> held.add(pattern(phrasing, relation)));
        }
        DATA.worldFacts()
                .forEach(fact ->
                        fact.held().forEach(ask -> held.add(Pattern.compile("\\b" + Pattern.quote(ask) + "\\b"))));
        Pattern any = Pattern.compile(
                String.join("|", held.stream().map(Pattern::pattern).toList()));
        for (Document document : documents(3000, 9)) {
            for (Message message : document.messages()) {
                if (message.role() == Role.USER) {
                    Matcher matcher = any.matcher(" " + message.text().toLowerCase());
                    assertThat(matcher.find())
                            .as(() -> message.text() + " | " + matcher.group())
                            .isFalse();
                }
            }
        }
    }

    /** Held phrasings with one-word names as subjects and one or two words as values. */
    private static Pattern pattern(String phrasing, Relation relation) {
        String subject = "[a-z]+";
        if (relation.subjects().getFirst().startsWith("thing:")) {
            subject = relation.subjects().getFirst().substring(6) + " [a-z]+";
        }
        StringBuilder out = new StringBuilder("[ .:,;\\n]");
        Matcher slot = Pattern.compile("\\{([^}]+)}").matcher(phrasing);
        int from = 0;
        while (slot.find()) {
            out.append(Pattern.quote(phrasing.substring(from, slot.start())));
            out.append(
                    switch (slot.group(1)) {
                        case "S", "So" -> subject;
                        case "S's" -> "(?:my|" + subject + "'s)";
                        case "S's2" -> "(?:my|his|her|its)";
                        case "v" -> "[a-z]+(?: [a-z]+)?";
                        default -> "(?:" + verbs(slot.group(1)) + ")";
                    });
            from = slot.end();
        }
        out.append(Pattern.quote(phrasing.substring(from))).append("(?=$|[.?!,\\n])");
        return Pattern.compile(out.toString());
    }

    private static String verbs(String verb) {
        return verb.equals("be") ? "am|is" : verb.equals("have") ? "have|has" : verb + "|" + Phrasing.thirdPerson(verb);
    }

    @Test
    void heldOutWrappersNeverOpenAMessage() {
        Set<String> openings = new HashSet<>();
        for (List<String> held : List.of(
                DATA.wrappers().heldAsk(),
                DATA.wrappers().heldTell(),
                DATA.wrappers().heldCorrect())) {
            held.stream()
                    .filter(wrapper -> wrapper.indexOf("{}") > 5)
                    .forEach(wrapper -> openings.add(wrapper.substring(0, wrapper.indexOf("{}"))));
        }
        assertThat(openings).isNotEmpty();
        for (Document document : documents(10_000, 12)) {
            for (Message message : document.messages()) {
                assertThat(openings)
                        .noneMatch(opening -> message.text().toLowerCase().startsWith(opening.toLowerCase()));
            }
        }
    }

    @Test
    void everyRelationAndEveryPhrasingIsUsed() {
        Set<String> seen = new HashSet<>();
        FactPicker picker = new FactPicker(DATA, Split.TRAIN);
        RandomGenerator random = random(10);
        for (int i = 0; i < 20_000; i++) {
            seen.add(picker.relation(random).id());
        }
        assertThat(seen).containsAll(DATA.relations().stream().map(Relation::id).toList());
        assertThat(seen.size()).isGreaterThan(DATA.relations().size() + 300);
    }

    @Test
    void aThirdOfTheQuestionsAboutToldFactsIsNotAnsweredOrLookedUp() {
        RandomGenerator random = random(11);
        int asked = 0;
        int abstained = 0;
        for (int i = 0; i < 2000; i++) {
            Document document = GENERATOR.next(
                    Pick.of(random, DocumentKind.CONTEXT_ONE, DocumentKind.CONTEXT_FEW, DocumentKind.CONTEXT_MANY),
                    random);
            for (Message message : document.messages()) {
                if (message.role() == Role.ASSISTANT && !Set.of("OK.", "Noted.").contains(message.text())) {
                    asked++;
                    boolean lookedUp = message.text().contains("\"recall\"");
                    abstained += message.text().equals("I don't know.") || lookedUp ? 1 : 0;
                }
            }
        }
        assertThat((double) abstained / asked).isBetween(0.27, 0.4);
    }

    @Test
    void theCurriculumStartsWithCopyingAndShortContexts() {
        double[] early = CorpusMix.full().at(0);
        double[] late = CorpusMix.full().at(0.5);
        assertThat(early[DocumentKind.COPY.ordinal()]).isGreaterThan(4 * late[DocumentKind.COPY.ordinal()]);
        assertThat(early[DocumentKind.CONTEXT_MANY.ordinal()]).isZero();
        assertThat(late).isEqualTo(CorpusMix.full().at(1));
    }
}
