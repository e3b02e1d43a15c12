/** What a person thinks of an answer; it becomes reward for the way in which the agent teaches itself. */

import {path, post} from "./api.js";
import {action, h} from "./dom.js";

const MAX_CHARS = 2_000;

/**
 * Two buttons, and a field for what would have been right.
 *
 * @param {string} agent whose answer it is
 * @param {string} message the answer's id
 */
export function judgement(agent, message) {
    const place = h("div", {class: "judgement", role: "group", "aria-label": "Was this answer good?"});
    const judge = async (score, correction = null) => {
        await post(path.agent(agent, "feedback"), {message, score, ...correction ? {correction} : {}});
        place.replaceChildren(h("span", {class: "faint", role: "status"}, score > 0
            ? "Judged good."
            : correction ? "Judged wrong, with what would have been right." : "Judged wrong."));
    };
    place.append(
        action("Good", () => judge(1), "link"),
        action("Wrong", () => place.replaceChildren(correction(judge)), "link"));
    return place;
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
