package dev.autodidact.sft;

import dev.autodidact.model.Example;
import java.util.List;

/**
 * The rows of one job, rendered: what is trained and what is only asked.
 *
 * @param fresh variants of each row of the item: by row, then by wording and tool set
 * @param rehearsal rows of earlier items
 * @param contrast near questions with the base's own answers
 * @param neutral prompts of all kinds with the base's own answers
 * @param exam the item's questions as the chat endpoint will ask them
 * @param examInContext the same with the item's source in the prompt; empty if it has none
 * @param paraphraseExam other wordings that are not trained
 * @param keptExam questions of earlier items
 * @param localityExam near questions that are not trained, with the base's answers
 * @param neutralExam prompts that are not trained, with the base's answers
 */
record LessonPlan(
        List<List<TrainingRow>> fresh,
        List<Example> rehearsal,
        List<Example> contrast,
        List<Example> neutral,
        List<Example> exam,
        List<Example> examInContext,
        List<Example> paraphraseExam,
        List<Example> keptExam,
        List<Example> localityExam,
        List<Example> neutralExam) {}
