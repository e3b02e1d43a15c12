/** What a person thinks of an answer; it becomes reward for the way in which the agent teaches itself. */

import {path, post} from "./api.js";
import {action, h} from "./dom.js";
import {isFinal, LearningView} from "./learning.js";

const MAX_CHARS = 2_000;

/**
 * Two buttons, and a field for what would have been right, which can be taught then.
 *
 * @param {object} knowledge what the agent knows, whose answer it is
 * @param {string} message the answer's id
 * @param {string} question what was answered
 */
export function judgement(knowledge, message, question) {
    const agent = knowledge.id;
    const place = h("div", {class: "judgement", role: "group", "aria-label": "Was this answer good?"});
    const judge = async (score, correction = null) => {
        await post(path.agent(agent, "feedback"), {message, score, ...correction ? {correction} : {}});
        place.replaceChildren(h("span", {class: "faint", role: "status"}, score > 0
            ? "Judged good."
            : correction ? "Judged wrong, with what would have been right." : "Judged wrong."));
        if (correction && question) {
            place.append(action("Teach it that answer", () => teach(knowledge, question, correction, place), "link"));
        }
    };
    place.append(
        action("Good", () => judge(1), "link"),
        action("Wrong", () => place.replaceChildren(correction(judge)), "link"));
    return place;
}

/** The question with the right answer as a lesson of its own. */
async function teach(knowledge, question, answer, place) {
    const ticket = await post(path.agent(knowledge.id, "learn"), {rows: [{q: question, a: answer}]});
    const view = new LearningView(knowledge.id);
    view.show(ticket);
    place.replaceWith(h("section", {class: "card"}, view.element));
    if (!isFinal(ticket.state)) {
        await view.follow(ticket.ticket);
    }
    knowledge.read();
}

function correction(judge) {
    const field = h("input", {maxlength: MAX_CHARS, "aria-label": "What would have been right",
        placeholder: "What would have been right? (optional)"});
    const send = action("Judge it wrong", () => judge(-1, field.value.trim()));
    const form = h("form", {class: "correction", autocomplete: "off", submit: event => {
        event.preventDefault();
        send.click();
    }}, field, send);
    setTimeout(() => field.focus());
    return form;
}
