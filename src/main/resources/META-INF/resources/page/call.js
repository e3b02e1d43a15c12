/** A tool call of the model as a card: what it asked for, and what came of it. */

import {h} from "./dom.js";
import {isFinal, LearningView} from "./learning.js";

/** The rows of a lesson as a table. */
export function rowsTable(rows) {
    if (!Array.isArray(rows) || rows.length === 0) {
        return h("p", {class: "faint"}, "No rows.");
    }
    return h("table", {class: "rows"},
        h("thead", {}, h("tr", {}, h("th", {scope: "col"}, "Question"), h("th", {scope: "col"}, "Answer"))),
        h("tbody", {}, rows.map(row => row?.text
            ? h("tr", {}, h("td", {colspan: 2}, row.text))
            : h("tr", {}, h("td", {}, row?.q ?? "–"), h("td", {}, row?.a ?? "–")))));
}

/** One card. */
export class CallCard {
    #agent;
    #arguments;
    #ask;
    #changed;
    #body = h("div", {class: "body"});
    #learning = null;
    #done = false;

    /**
     * @param {string} agent whose call it is
     * @param {string} name the tool
     * @param {object} args as the model wrote them
     * @param {{ask: function(string), changed: function()}} chat what can be done from a card
     */
    constructor(agent, name, args, {ask, changed}) {
        this.#agent = agent;
        this.name = name;
        this.#arguments = args ?? {};
        this.#ask = ask;
        this.#changed = changed;
        this.element = h("section", {class: "card call", "aria-label": `Tool call ${name}`},
            h("header", {}, h("code", {}, name), h("span", {}, this.#arguments.topic ?? "")),
            this.#body);
        this.#body.append(name === "learn" ? this.#lesson() : this.#plain(this.#arguments));
    }

    /** The rows that the model wrote, where it is a lesson. */
    get rows() {
        return Array.isArray(this.#arguments.rows) ? this.#arguments.rows : [];
    }

    /** The learning job went on. */
    learning(ticket) {
        this.#view().show(ticket);
        if (isFinal(ticket.state)) {
            this.#end(ticket.state);
        }
    }

    /** The tool answered. */
    result(result) {
        if (result?.error) {
            this.#body.append(h("p", {class: "error"}, `The tool refused: ${result.error}`));
        } else if (this.name !== "learn") {
            this.#body.append(h("details", {}, h("summary", {}, "Result"), this.#plain(result)));
        } else if (result?.ticket) {
            if (isFinal(result.status)) {
                this.learning({...result, state: result.status});
            } else {
                this.#follow(result.ticket);
            }
        }
    }

    /** The turn went on without waiting for the training. */
    async #follow(ticket) {
        this.#changed();
        try {
            const last = await this.#view().follow(ticket);
            this.#end(last.state);
        } catch (error) {
            this.#body.append(h("p", {class: "error"}, error.message));
        }
    }

    #view() {
        if (!this.#learning) {
            this.#learning = new LearningView(this.#agent);
            this.#body.append(this.#learning.element);
        }
        return this.#learning;
    }

    #end(state) {
        if (this.#done) {
            return;
        }
        this.#done = true;
        this.#changed();
        const question = this.rows.find(row => row?.q)?.q;
        if (state === "published" && question) {
            this.#body.append(h("button", {type: "button", class: "try", click: () => this.#ask(question)},
                "Ask in a new conversation, recall off"));
        }
    }

    #lesson() {
        const {kind, strength} = this.#arguments;
        const extra = [kind && kind !== "fact" && `kind: ${kind}`, strength && `strength: ${strength}`].filter(Boolean);
        return h("div", {}, rowsTable(this.rows), extra.length > 0 && h("p", {class: "faint"}, extra.join(", ")));
    }

    #plain(value) {
        return h("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 1));
    }
}
