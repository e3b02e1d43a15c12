/** What the agent remembers, in its weights or beside them: list, search, write a note, forget. */

import {getWithHeaders, path, post, remove} from "./api.js";
import {$, h, problem, when} from "./dom.js";

const STATES = {
    in_window: "in the conversation",
    in_store: "in the store",
    in_weights: "in the weights",
    retracted: "taken back",
    superseded: "replaced",
};
const WEIGHTY = new Set(["in_weights"]);
const AWAY = new Set(["retracted", "superseded"]);

/** Draws the memory of the agent that is shown; an answer for the one before it comes too late and is dropped. */
export class MemoryList {
    static #shown = null;

    #knowledge;
    #place = $("memory-list");
    #query = "";

    constructor(knowledge) {
        this.#knowledge = knowledge;
        MemoryList.#shown = this;
        this.#place.replaceChildren();
        $("memory-query").value = "";
        $("memory-form").onsubmit = event => {
            event.preventDefault();
            this.#query = $("memory-query").value.trim();
            this.read();
        };
        $("memory-note").onclick = () => this.#note();
        $("memory").ontoggle = () => this.read();
        knowledge.addEventListener("change", () => this.read());
        this.read();
    }

    /** Reads it anew, where it is unfolded. */
    async read() {
        if (!$("memory").open || MemoryList.#shown !== this) {
            return;
        }
        try {
            const {body, headers} = await getWithHeaders(
                this.#at(this.#query ? `?query=${encodeURIComponent(this.#query)}` : ""));
            if (MemoryList.#shown === this) {
                this.#place.replaceChildren(
                    ...index(headers.get("Memory-Index")),
                    ...body.length === 0
                        ? [h("p", {class: "faint"}, this.#query ? "Nothing found." : "Nothing yet.")]
                        : body.map(fact => this.#fact(fact)),
                    ...this.#more(headers.get("Link")));
            }
        } catch (error) {
            if (MemoryList.#shown === this) {
                this.#place.replaceChildren(problem(error));
            }
        }
    }

    #at(query) {
        return path.agent(this.#knowledge.id, "memory") + query;
    }

    /** What shows the next page in its own place. */
    #more(link) {
        const next = link?.match(/^<(\?[^>]*)>; rel="next"$/)?.[1];
        if (!next) {
            return [];
        }
        const more = h("p", {class: "actions"}, h("button", {type: "button", click: async event => {
            event.currentTarget.disabled = true;
            try {
                const {body, headers} = await getWithHeaders(this.#at(next));
                more.replaceWith(...body.map(fact => this.#fact(fact)), ...this.#more(headers.get("Link")));
            } catch (error) {
                more.replaceWith(problem(error));
            }
        }}, "Older ones"));
        return [more];
    }

    /** Stores what stands in the field. */
    async #note() {
        const text = $("memory-query").value.trim();
        if (text === "") {
            $("memory-query").focus();
            return;
        }
        try {
            await post(path.agent(this.#knowledge.id, "memory"), {text});
            $("memory-query").value = "";
            this.#query = "";
            await this.read();
        } catch (error) {
            this.#place.prepend(problem(error));
        }
    }

    #fact(fact) {
        const about = [fact.kind, `told by ${fact.trust}`, when(fact.created),
            fact.seen > 1 && `said ${fact.seen} times`, fact.uses > 0 && `recalled ${fact.uses} times`];
        return h("details", {class: `entry ${fact.state}`},
            h("summary", {}, h("span", {}, fact.text || "no text"), fact.states.map(state =>
                h("span", {class: `chip ${WEIGHTY.has(state) ? "learned" : AWAY.has(state) ? "away" : ""}`},
                    STATES[state] ?? state))),
            h("p", {class: "faint"}, about.filter(Boolean).join(" · ")),
            fact.source && fact.source !== fact.text && h("p", {class: "faint"}, `From: “${fact.source}”`),
            fact.id && h("p", {class: "actions"}, this.#forget(fact)));
    }

    #forget(fact) {
        const button = h("button", {type: "button", click: async () => {
            button.disabled = true;
            try {
                const gone = await remove(path.agent(this.#knowledge.id, "memory", fact.id));
                button.replaceWith(gone.inWeights
                    ? h("span", {}, "Forgotten here, but still in the weights. ", this.#retract(gone.item))
                    : h("span", {class: "faint"}, "Forgotten."));
            } catch (error) {
                button.disabled = false;
                button.after(problem(error));
            }
        }}, "Forget");
        return button;
    }

    #retract(item) {
        const button = h("button", {type: "button", click: async () => {
            button.disabled = true;
            try {
                await this.#knowledge.retract(item);
                button.replaceWith(h("span", {class: "faint"}, "It is being taken back."));
            } catch (error) {
                button.disabled = false;
                button.after(problem(error));
            }
        }}, "Take it out of the weights too");
        return button;
    }
}

/** Says that what is not found may come later. */
function index(state) {
    return state ? [h("p", {class: "faint"}, `The search index is not whole yet (${state}): more may be found later.`)] : [];
}
